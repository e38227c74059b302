// The page of somebody who is in: the list on one side, on the other what was chosen from it. On a
// narrow screen one of the two at a time.

import { el } from "../parts/dom.js";
import { cup } from "../parts/icons.js";
import { nameOf } from "../parts/names.js";
import { t } from "../parts/words.js";
import { banner } from "./banner.js";
import { sidebar } from "./sidebar.js";

export function shell(house) {
  const main = el("main", { id: "main", tabindex: "-1" });
  const side = sidebar(house);
  const skip = (event) => {
    event.preventDefault();
    (main.querySelector("textarea") ?? main).focus();
  };
  const whole = el(
    "div",
    { class: "shell" },
    el("a", { class: "skip", href: "#main", onclick: skip }, t("skip")),
    banner(house),
    side,
    main,
  );
  return {
    whole,
    side,
    /** Shows a page. `place` is "list" where the list itself is what a phone shows. */
    show(place, page) {
      whole.dataset.place = place;
      main.replaceChildren(page);
      // Whoever stood in what is gone now stands at the beginning of what came.
      if (document.activeElement === document.body) main.focus({ preventScroll: true });
      side.mark();
    },
  };
}

/** What stands beside the list while nothing is chosen. */
export function nothingChosen({ tea, signal }) {
  const title = el("h2", {});
  const words = el("p", {});
  const draw = () => {
    const some = tea.chats.size > 0;
    const name = nameOf(tea.account);
    title.textContent = t(some ? "choose" : "welcome", { name });
    words.textContent = t(some ? "choose.how" : "welcome.how");
  };
  tea.addEventListener("chats", draw, { signal });
  draw();
  return el(
    "div",
    { class: "empty whole" },
    cup("art"),
    title,
    words,
    el(
      "p",
      { class: "small keys" },
      el("kbd", {}, /Mac|iP/.test(navigator.platform) ? "⌘ K" : "Ctrl K"),
      " ",
      t("switcher"),
    ),
  );
}
