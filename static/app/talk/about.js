// What a message that is being written is about: the one that it answers, or edits.

import { el } from "../parts/dom.js";
import { icon } from "../parts/more-icons.js";
import { authorOf, wordsOf } from "../parts/names.js";
import { t } from "../parts/words.js";

/** `quoted` is undefined while it is asked for; it `isGone` when it was deleted meanwhile. */
export function answered(quoted, isGone, stop) {
  const who = t("replying", { name: quoted ? authorOf(quoted) : "" });
  return about("reply", who, isGone ? t("reply.gone") : null, quoted, stop);
}

export function edited(quoted, isGone, stop) {
  return about("compose", t("editing"), isGone ? t("edit.gone") : null, quoted, stop);
}

function about(sign, who, gone, quoted, stop) {
  const said = gone ?? (quoted ? wordsOf(quoted) : "…");
  return [
    icon(sign),
    el(
      "div",
      { class: "clip" },
      el("span", { class: "who" }, who),
      el("span", { class: gone ? "clip gone" : "clip", dir: "auto" }, said),
    ),
    el(
      "button",
      { type: "button", class: "sign", "aria-label": t("cancel"), onclick: stop },
      icon("close"),
    ),
  ];
}
