// How the house is just now, out of the numbers it has for Prometheus.

import { el } from "../parts/dom.js";
import { card } from "../parts/page.js";
import { language, t } from "../parts/words.js";

const EVERY_MS = 2000;

const bytes = (n) => {
  const step = Math.min(4, Math.floor(Math.log2(Math.max(1, n)) / 10));
  const unit = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"][step];
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit,
    unitDisplay: "short",
    maximumFractionDigits: 1,
  }).format(n / 1024 ** step);
};
const count = (n) => n.toLocaleString(language);
const rate = (n) => n.toLocaleString(language, { maximumFractionDigits: 1 });

/** [words, name in the metrics, how it is shown, whether what it grows by a second is meant]. */
const TILES = [
  ["numbers.sockets", "teahouse_sockets", count],
  ["numbers.connections", "teahouse_connections", count],
  ["numbers.commands", "teahouse_store_commands_total", rate, true],
  ["numbers.waiting", "teahouse_store_waiting", count],
  ["numbers.disk", "teahouse_store_disk_bytes", bytes],
  ["numbers.free", "teahouse_store_free_bytes", bytes],
];

export function numbers({ tea, signal }) {
  const shown = TILES.map(([words]) => el("dd", {}, "–"));
  const status = el("p", { class: "quiet", role: "status" });
  let before = null;

  async function look() {
    if (document.hidden) return;
    const answer = await fetch(`${tea.url}/metrics`, { cache: "no-store", signal }).catch(
      () => null,
    );
    if (signal.aborted) return;
    if (!answer?.ok) return void (status.textContent = t("numbers.none"));
    const now = { at: Date.now(), numbers: parse(await answer.text()) };
    TILES.forEach(([, name, format, isRate], at) => {
      const value = isRate ? perSecond(name, before, now) : now.numbers.get(name);
      shown[at].textContent = value === undefined ? "–" : format(value);
    });
    status.textContent = now.numbers.get("teahouse_store_read_only") ? t("numbers.readOnly") : "";
    before = now;
  }

  const timer = setInterval(look, EVERY_MS);
  signal.addEventListener("abort", () => clearInterval(timer));
  look();
  return card(
    t("admin.numbers"),
    el(
      "dl",
      { class: "tiles" },
      TILES.map(([words], at) => el("div", { class: "tile" }, el("dt", {}, t(words)), shown[at])),
    ),
    status,
    el(
      "p",
      { class: "quiet small" },
      t("numbers.more"),
      " ",
      el("a", { href: "/metrics" }, "/metrics"),
    ),
  );
}

function perSecond(name, before, now) {
  if (!before) return undefined;
  const grown = now.numbers.get(name) - before.numbers.get(name);
  return (Math.max(0, grown) * 1000) / (now.at - before.at);
}

/** The lines without labels: one number each. */
function parse(text) {
  const lines = text.matchAll(/^(\w+) (\S+)$/gm);
  return new Map([...lines].map(([, name, value]) => [name, Number(value)]));
}
