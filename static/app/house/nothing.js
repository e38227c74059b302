// What stands beside the list while nothing is chosen.

import { el } from "../parts/dom.js";
import { cup } from "../parts/more-icons.js";
import { nameOf } from "../parts/names.js";
import { t } from "../parts/words.js";

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
