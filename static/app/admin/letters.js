// The outbox: what is not handed over yet, or was given up. What letters say stays sealed.

import { el } from "../parts/dom.js";
import { card } from "../parts/page.js";
import { full, since } from "../parts/times.js";
import { t } from "../parts/words.js";
import { table } from "./list.js";

export function letters({ tea }) {
  const load = async (after) => {
    const query = new URLSearchParams({ ...(after && { after }), limit: 50 });
    const { letters, next } = await tea.get(`/v1/admin/letters?${query}`);
    return { items: letters, next };
  };
  const heads = [
    t("letter.kind"),
    t("letter.to"),
    t("letter.tries"),
    t("letter.error"),
    t("letter.due"),
  ];
  const row = ({ kind, to, given_up, attempts, last_error, created_at, due_at }) => [
    [el("span", {}, kind), el("span", { class: "quiet small block" }, since(created_at))],
    el("span", { class: "wrap" }, to),
    attempts,
    el("span", { class: "wrap small" }, last_error ?? "–"),
    given_up ? el("span", { class: "tag bad" }, t("letter.givenUp")) : full(due_at),
  ];
  return card(
    t("admin.letters"),
    el("p", { class: "quiet" }, t("letters.what")),
    table(t("admin.letters"), heads, load, row, t("letters.none")),
  );
}
