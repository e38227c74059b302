// How the house is just now.

import { el } from "../parts/dom.js";
import { reason } from "../parts/failed.js";
import { card } from "../parts/page.js";
import { size } from "../parts/sizes.js";
import { full } from "../parts/times.js";
import { language, t } from "../parts/words.js";

const EVERY_MS = 2000;

const count = (n) => n.toLocaleString(language);

/** The field of `GET /v1/admin/numbers`, which is also the end of its word's key, and how it is shown. */
const TILES = [
  ["sockets", count],
  ["messages", count],
  ["uploads", count],
  ["upload_bytes", size],
  ["chats", count],
  ["accounts", count],
  ["sessions", count],
  ["letters_waiting", count],
  ["letters_given_up", count],
  ["store_bytes", size],
  ["free_bytes", size],
];

export function numbers({ tea, signal }) {
  const shown = TILES.map(() => el("dd", {}, "–"));
  const status = el("p", { class: "notice bad", role: "alert", hidden: true });
  const about = el("p", { class: "quiet small" });

  async function look() {
    if (document.hidden) return;
    try {
      const now = await tea.get("/v1/admin/numbers", { signal });
      TILES.forEach(([field, format], at) => (shown[at].textContent = format(now[field])));
      tell(now.read_only ? t("numbers.readOnly") : (now.alarm ?? ""));
      const { version, store_engine: engine, started_at: at } = now;
      about.textContent = t("numbers.about", { version, engine, time: full(at) });
    } catch (error) {
      if (!signal.aborted) tell(reason(error));
    }
  }

  function tell(text) {
    status.hidden = text === "";
    if (status.textContent !== text) status.textContent = text;
  }

  const timer = setInterval(look, EVERY_MS);
  signal.addEventListener("abort", () => clearInterval(timer));
  look();
  const tile = ([field], at) =>
    el("div", { class: "tile" }, el("dt", {}, t(`numbers.${field}`)), shown[at]);
  return card(t("admin.numbers"), status, el("dl", { class: "tiles" }, TILES.map(tile)), about);
}
