// What is pinned in a chat, and going there.

import { sheet } from "../parts/dialog.js";
import { el } from "../parts/dom.js";
import { reason } from "../parts/failed.js";
import { authorOf, titleOf } from "../parts/names.js";
import { go } from "../parts/route.js";
import { brief } from "../parts/times.js";
import { t } from "../parts/words.js";

/** The newest of them; whoever pins more than that has made a second log. */
const SHOWN = 50;

export function pinsSheet({ tea }, chat) {
  const list = el("ul", { class: "found-list" });
  const status = el("p", { class: "quiet", role: "status" }, t("loading"));
  const dialog = sheet(t("pins.of", { title: titleOf(chat) }), () => [status, list]);
  const jump = (seq) => {
    dialog.close();
    go("c", chat.id, String(seq));
  };
  const load = async () => {
    const { pins } = await tea.get(`/v1/chats/${encodeURIComponent(chat.id)}/pins`);
    const newest = pins.slice(-SHOWN).reverse();
    const entries = await Promise.all(newest.map((seq) => tea.message(chat, seq)));
    list.append(
      ...entries.filter((entry) => entry && !entry.deleted).map((entry) => one(entry, jump)),
    );
    status.textContent = list.children.length ? "" : t("pins.none");
  };
  load().catch((error) => (status.textContent = reason(error)));
}

function one({ seq, uid, from, at, text }, jump) {
  return el(
    "li",
    {},
    el(
      "button",
      { class: "found-one", onclick: () => jump(seq) },
      el(
        "span",
        { class: "line" },
        el("b", { class: "clip", dir: "auto" }, authorOf({ uid, from })),
        el("span", { class: "at" }, brief(at)),
      ),
      el("span", { class: "excerpt", dir: "auto" }, text),
    ),
  );
}
