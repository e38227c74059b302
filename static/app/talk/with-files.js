// What a conversation knows of files before there are any. All else about them comes with the first.

import { el } from "../parts/dom.js";
import { part } from "../parts/later.js";
import { sorry } from "../parts/speak.js";
import { t } from "../parts/words.js";

let shower = null;

/** Whether files can be shown by now. Messages that have some are to be drawn anew then. */
export const areShown = () => shower !== null;

/** The files of a message; `redraw()` is called when they can be shown. */
export function files(tea, attachments, redraw) {
  if (shower) return shower.files(tea, attachments);
  const place = el("div", { class: "files" });
  const come = async () => {
    place.replaceChildren();
    try {
      shower = await part("talk/files.js", "later");
      redraw();
    } catch {
      place.append(el("button", { class: "link", onclick: come }, t("file.failed")));
    }
  };
  come();
  return place;
}

/**
 * The files of a message that is being written: `add`, `restore`, `clear`, `arrived`, `isWaiting`, as
 * in attaching.js. Their list takes the place of `place`.
 */
export function attachedTo(tea, place, changed) {
  let list = null;
  let held = [];
  let coming = 0;

  async function come() {
    coming += 1;
    changed();
    try {
      const { attaching } = await part("talk/attaching.js", "later");
      if (list) return;
      list = attaching(tea, changed);
      place.replaceWith(list.whole);
      list.restore(held.splice(0));
    } catch (error) {
      sorry(error);
    } finally {
      coming -= 1;
      changed();
    }
  }

  return {
    async add(files) {
      const chosen = [...files];
      if (!list) await come();
      list?.add(chosen);
    },
    /** They have arrived, so they are part of the message whether or not they can be shown. */
    restore(attachments) {
      if (list) return list.restore(attachments);
      held.push(...attachments);
      if (held.length > 0) come();
    },
    clear() {
      held = [];
      list?.clear();
    },
    get arrived() {
      return list ? list.arrived : held;
    },
    get isWaiting() {
      return coming > 0 || Boolean(list?.isWaiting);
    },
  };
}
