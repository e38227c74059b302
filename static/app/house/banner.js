// Tells that the server is not to be reached, when it is tried again, and lets one try now. A
// connection that is back before anybody would have noticed is not mentioned.

import { el } from "../parts/dom.js";
import { icon } from "../parts/icons.js";
import { t } from "../parts/words.js";

const UNNOTICED_MS = 1500;

export function banner({ tea, signal }) {
  const words = el("span", {});
  const now = el("button", { class: "link", onclick: () => tea.retryNow() }, t("retryNow"));
  const whole = el(
    "div",
    { class: "banner", role: "status", hidden: true },
    icon("warning"),
    words,
    now,
  );
  let since = null;

  const show = () => {
    const { is, nextTryAt } = tea.state;
    if (is === "online") {
      since = null;
      whole.hidden = true;
      return;
    }
    since ??= Date.now();
    whole.hidden = Date.now() - since < UNNOTICED_MS;
    const left = nextTryAt ? Math.max(0, Math.ceil((nextTryAt - Date.now()) / 1000)) : 0;
    const text = is === "waiting" && left ? t("waiting", { n: left }) : t("connecting");
    if (words.textContent !== text) words.textContent = text;
    now.hidden = is !== "waiting";
  };
  tea.addEventListener("state", show, { signal });
  const timer = setInterval(show, 500);
  signal.addEventListener("abort", () => clearInterval(timer));
  show();
  return whole;
}
