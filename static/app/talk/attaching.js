// Files on their way into a message that is being written. Each is sent at once, while one goes on
// writing; what has arrived is part of the draft.

import "../../teahouse/files.js"; // Which `tea` would only now ask for, and perhaps in vain.
import { el, set } from "../parts/dom.js";
import { reason } from "../parts/failed.js";
import { icon } from "../parts/more-icons.js";
import { size } from "../parts/sizes.js";
import { say } from "../parts/speak.js";
import { t } from "../parts/words.js";

const FILES_MAX = 10;

/** `changed()` hears whenever something else can be sent than before. */
export function attaching(tea, changed) {
  const whole = el("ul", { class: "attaching", "aria-label": t("files"), hidden: true });
  let items = [];

  function redraw() {
    whole.hidden = items.length === 0;
    whole.replaceChildren(...items.map(({ row }) => row));
    changed();
  }

  function remove(item) {
    item.stop?.abort();
    items = items.filter((other) => other !== item);
    redraw();
  }

  function add(file, arrived = null) {
    const item = { file, arrived, failed: false, row: el("li", {}) };
    items.push(item);
    draw(item);
    if (!arrived) send(item);
  }

  function draw(item) {
    const { file, arrived, failed } = item;
    const sending = { max: "1", value: "0", "aria-label": t("file.sending", { name: file.name }) };
    item.progress = arrived || failed ? null : el("progress", sending);
    item.row.className = failed ? "failed" : "";
    item.row.replaceChildren(
      icon("file"),
      el(
        "span",
        { class: "what" },
        el("span", { class: "clip", dir: "auto" }, file.name),
        item.progress ??
          el("span", { class: "quiet" }, failed ? reason(failed) : size(arrived.bytes)),
      ),
      failed
        ? el(
            "button",
            {
              type: "button",
              class: "sign",
              "aria-label": t("file.again", { name: file.name }),
              onclick: () => send(item),
            },
            icon("retry"),
          )
        : "",
      el(
        "button",
        {
          type: "button",
          class: "sign",
          "aria-label": t("file.remove", { name: file.name }),
          onclick: () => remove(item),
        },
        icon("close"),
      ),
    );
  }

  async function send(item) {
    item.failed = false;
    item.stop = new AbortController();
    draw(item);
    changed();
    const onProgress = (part) => item.progress && set(item.progress, { value: part });
    try {
      const { signal } = item.stop;
      item.arrived = await tea.upload(item.file, { onProgress, signal });
    } catch (error) {
      if (error.code === "dropped") return;
      item.failed = error;
      say(t("file.notSent", { name: item.file.name, why: reason(error) }));
    }
    if (!items.includes(item)) return;
    draw(item);
    changed();
  }

  return {
    whole,
    /** From a chooser, the clipboard, or a hand that let go of them. */
    add(files) {
      const room = FILES_MAX - items.length;
      if (files.length > room) say(t("file.tooMany", { n: FILES_MAX }));
      for (const file of [...files].slice(0, Math.max(0, room))) add(file);
      redraw();
    },
    /** What arrived before: of a draft, or of a message that could not be sent. */
    restore(attachments) {
      for (const attachment of attachments) add(attachment, attachment);
      redraw();
    },
    /** What has arrived. */
    get arrived() {
      return items.map(({ arrived }) => arrived).filter(Boolean);
    },
    /** Whether a message would go without some of them. */
    get isWaiting() {
      return items.some(({ arrived }) => !arrived);
    },
    clear() {
      items = [];
      redraw();
    },
  };
}
