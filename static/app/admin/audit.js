// What was done, by whom, to whom: the newest first.

import { el } from "../parts/dom.js";
import { card } from "../parts/page.js";
import { full } from "../parts/times.js";
import { has, t } from "../parts/words.js";
import { table } from "./list.js";

export function audit({ tea, people, signal }) {
  const load = async (after) => {
    const query = new URLSearchParams({ ...(after && { after }), limit: 50 });
    const { acts, next } = await tea.get(`/v1/admin/audit?${query}`);
    return { items: acts, next };
  };
  const name = (uid) => {
    const shown = el("span", { class: "wrap" });
    const draw = () => (shown.textContent = people.get(uid)?.username ?? `#${uid}`);
    people.addEventListener("change", ({ detail }) => detail.uid === uid && draw(), { signal });
    draw();
    return shown;
  };
  const row = ({ at, actor, console, what, subject, detail }) => [
    full(at),
    actor ? name(actor) : t(console ? "audit.console" : "audit.stranger"),
    has(`audit.${what}`) ? t(`audit.${what}`) : what,
    subject ? name(subject) : "–",
    detail && el("span", { class: "wrap small" }, detail),
  ];
  const heads = [
    t("audit.at"),
    t("audit.who"),
    t("audit.what"),
    t("audit.whom"),
    t("audit.detail"),
  ];
  return card(t("admin.audit"), table(t("admin.audit"), heads, load, row, t("audit.none")));
}
