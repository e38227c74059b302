// A table that is read page by page.

import { el } from "../parts/dom.js";
import { reason } from "../parts/failed.js";
import { t } from "../parts/words.js";

/**
 * `load(after)` gives {items, next}; `row(item)` the cells of one. The last column has no head: it
 * is for what can be done. On a narrow screen a row stands as a block with the heads beside it;
 * the roles are said again because a table that is laid out so is none to some browsers.
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
            { role: "row" },
            row(item).map((cell, at) => el("td", { role: "cell", "data-head": heads[at] }, cell)),
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
    el(
      "th",
      { scope: "col", role: "columnheader" },
      text || el("span", { class: "unseen" }, t("admin.actions")),
    ),
  );
  const whole = el(
    "div",
    { class: "form" },
    el(
      "div",
      { class: "table", tabindex: "0", role: "group", "aria-label": label },
      el(
        "table",
        { role: "table", hidden: true },
        el("thead", {}, el("tr", { role: "row" }, head)),
        body,
      ),
    ),
    status,
    more,
  );
  read();
  return Object.assign(whole, { reload: () => read() });
}
