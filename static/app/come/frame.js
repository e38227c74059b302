// The page that somebody sees who has not come in yet: the house on one side, the door on the
// other.

import { el } from "../parts/dom.js";
import { cup, icon } from "../parts/more-icons.js";
import { chooser } from "../parts/chooser.js";
import { titled } from "../parts/title.js";
import { t } from "../parts/words.js";

export function frame(title, intro, ...content) {
  titled(title);
  return el(
    "div",
    { class: "come" },
    el(
      "div",
      { class: "house", "aria-hidden": "true" },
      cup("cup"),
      el("p", { class: "name" }, "Teahouse"),
      el("p", { class: "motto" }, t("motto")),
    ),
    el(
      "main",
      { id: "main", tabindex: "-1" },
      el(
        "div",
        { class: "door" },
        el("h1", {}, title),
        intro ? el("p", { class: "quiet" }, intro) : "",
        content,
      ),
      el("footer", {}, chooser(), el("a", { href: "/docs", class: "small" }, t("forPrograms"))),
    ),
  );
}

/** Two ways to the same thing, as tabs. `here` is the one that is shown. */
export function ways(label, list, here) {
  return el(
    "nav",
    { class: "ways", "aria-label": label },
    list.map(([name, href, sign]) =>
      el("a", { href, "aria-current": href === here && "page" }, icon(sign), name),
    ),
  );
}
