// The page of somebody who is in: the list on one side, on the other what was chosen from it. On a
// narrow screen one of the two at a time.

import { el, set } from "../parts/dom.js";
import { part } from "../parts/later.js";
import { here } from "../parts/route.js";
import { t } from "../parts/words.js";
import { banner } from "./banner.js";

export function shell(house) {
  const main = el("main", { id: "main", tabindex: "-1" });
  const side = el("section", { class: "side", "aria-label": t("chats") });
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
  // On a narrow screen the list, where it is shown, is all there is.
  const narrow = matchMedia("(max-width: 48rem)");
  const mark = () => {
    const isMain = narrow.matches && here().length === 0;
    set(side, { role: isMain ? "main" : "complementary" });
  };
  narrow.addEventListener("change", mark, { signal: house.signal });
  mark();
  let isListed = false;
  return {
    whole,
    side,
    /** Shows a page. `place` is "list" where the list itself is what a phone shows. */
    show(place, page) {
      whole.dataset.place = place;
      main.replaceChildren(page);
      // Whoever stood in what is gone now stands at the beginning of what came.
      if (document.activeElement === document.body) main.focus({ preventScroll: true });
      mark();
    },
    /** The list comes behind the first page: who goes straight to a chat is shown that first. */
    async list() {
      const { sidebar } = await part("house/sidebar.js", "later");
      if (isListed) return;
      isListed = true;
      // An offer may stand there already.
      side.prepend(...sidebar(house, side));
    },
  };
}
