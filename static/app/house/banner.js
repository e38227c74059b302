// Tells that the server is not to be reached, when it is tried again, and lets one try now. A
// connection that is back before anybody would have noticed is not mentioned.

import { el } from "../parts/dom.js";
import { icon } from "../parts/icons.js";
import { t } from "../parts/words.js";

const UNNOTICED_MS = 1500;

export function banner({ tea, signal }) {
  const words = el("span", { role: "status" });
  // Seconds are for eyes: nobody wants to hear each of them.
  const seconds = el("span", { "aria-hidden": "true" });
  const now = el("button", { class: "link", onclick: tryNow }, t("retryNow"));
  const whole = el("div", { class: "banner", hidden: true }, icon("warning"), words, seconds, now);
  let since = null;

  function tryNow() {
    if (tea.state.is === "offline") tea.connect();
    else tea.retryNow();
  }

  function show() {
    const { is, why, nextTryAt } = tea.state;
    if (is === "online") since = null;
    else since ??= Date.now();
    whole.hidden = since === null || Date.now() - since < UNNOTICED_MS;
    if (whole.hidden) return;
    const left = is === "waiting" ? Math.max(0, Math.ceil((nextTryAt - Date.now()) / 1000)) : 0;
    write(words, t(why === "too_many_connections" ? `failed.${why}` : "disconnected"));
    write(seconds, left ? t("waiting", { n: left }) : is === "offline" ? "" : t("connecting"));
    now.hidden = is === "connecting";
  }

  tea.addEventListener("state", show, { signal });
  const timer = setInterval(show, 500);
  signal.addEventListener("abort", () => clearInterval(timer));
  show();
  return whole;
}

function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
