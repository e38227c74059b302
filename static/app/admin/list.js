// A table that is read page by page.

import { el } from "../parts/dom.js";
import { reason } from "../parts/failed.js";
import { t } from "../parts/words.js";

/**
 * `load(after)` gives {items, next}; `row(item)` the cells of one. The last column has no head: it
 * is for what can be done.
 */
export function table(label, heads, load, row, none) {
  const body = el("tbody", {});
  const status = el("p", { class: "quiet", role: "status" }, t("loading"));
  const more = el("button", { class: "button", hidden: true }, t("showMore"));
  const read = async (after) => {
    try {
      const { items, next } = await load(after);
      if (!after) body.replaceChildren();
      body.append(
        ...items.map((item) =>
          el(
            "tr",
            {},
            row(item).map((cell) => el("td", {}, cell)),
          ),
        ),
      );
      status.textContent = body.children.length ? "" : none;
      whole.querySelector("table").hidden = !body.children.length;
      more.hidden = !next;
      more.onclick = () => read(next);
    } catch (error) {
      status.textContent = reason(error);
    }
  };
  const head = heads.map((text) =>
    el("th", { scope: "col" }, text || el("span", { class: "unseen" }, t("admin.actions"))),
  );
  const whole = el(
    "div",
    { class: "form" },
    el(
      "div",
      { class: "table", tabindex: "0", role: "region", "aria-label": label },
      el("table", { hidden: true }, el("thead", {}, el("tr", {}, head)), body),
    ),
    status,
    more,
  );
  read();
  return Object.assign(whole, { reload: () => read() });
}
