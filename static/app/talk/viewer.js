// One picture of a message, as large as the page.

import { sheet } from "../parts/dialog.js";
import { el } from "../parts/dom.js";
import { icon } from "../parts/more-icons.js";
import { sorry } from "../parts/speak.js";
import { t } from "../parts/words.js";

/** `address` is a promise of where it is; `save()` gives it to the reader as a file. */
export function viewer(name, address, save) {
  const place = el("div", { class: "viewed" });
  address.then((src) => place.append(el("img", { src, alt: name })), sorry);
  const button = el(
    "button",
    { class: "button", "data-focus": true, onclick: save },
    icon("download"),
    t("file.save"),
  );
  sheet(name, () => [place, el("div", { class: "buttons" }, button)], { className: "viewer" });
}
