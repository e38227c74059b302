// Somebody: their picture, what they say of themselves, and what one may do.

import { ask, sheet } from "../parts/dialog.js";
import { el } from "../parts/dom.js";
import { reason } from "../parts/failed.js";
import { face, isHere } from "../parts/people.js";
import { go } from "../parts/route.js";
import { toast } from "../parts/speak.js";
import { full, since } from "../parts/times.js";
import { t } from "../parts/words.js";

export function personCard(house, uid) {
  const { tea, people } = house;
  if (uid === tea.account.uid) return go("account");
  const body = el("div", { class: "card-of" }, el("span", { class: "spinner" }));
  const dialog = sheet(t("person"), () => body);
  tea.user(uid).then(
    (person) => {
      people.put(person);
      body.replaceChildren(...shown(house, person, dialog));
    },
    (error) =>
      body.replaceChildren(
        el("p", { class: "notice" }, error.code === "not_found" ? t("person.gone") : reason(error)),
      ),
  );
}

function shown({ tea }, { uid, username, display_name, intro, avatar, created_at }, dialog) {
  const name = display_name || username || "";
  const here = tea.presence.get(uid);
  const online = isHere(tea, uid);
  const write = () => {
    dialog.close();
    go("c", `@${username}`);
  };
  return [
    face({ uid, name, avatar, size: "large", here: online }),
    el("h3", { dir: "auto" }, name),
    username ? el("p", { class: "quiet" }, `@${username}`) : "",
    intro ? el("p", { class: "intro", dir: "auto" }, intro) : "",
    el(
      "p",
      { class: "quiet small" },
      online
        ? t("online")
        : here?.lastSeen
          ? t("lastSeen", { time: since(here.lastSeen) })
          : t("person.since", { date: full(created_at) }),
    ),
    el(
      "div",
      { class: "buttons" },
      username ? el("button", { class: "button main", onclick: write }, t("person.write")) : "",
      el(
        "button",
        { class: "button danger", onclick: () => block(tea, uid, name, dialog) },
        t("block"),
      ),
    ),
  ];
}

async function block(tea, uid, name, dialog) {
  dialog.close();
  if (!(await ask(t("block.ask", { name }), t("block.detail"), t("block")))) return;
  tea.block(uid).then(
    () => toast(t("block.done", { name })),
    (error) => toast(reason(error)),
  );
}
