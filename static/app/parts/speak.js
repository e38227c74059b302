// Telling people something in passing: to eyes as a toast, to ears through one polite region.

import { el } from "./dom.js";
import { reason } from "./failed.js";

const SHOWN_MS = 5000;
/** For ears only; the texts take turns so that the same one said twice is heard twice. */
const region = el("div", { class: "unseen", "aria-live": "polite", "aria-atomic": "true" });
const toasts = el("div", { id: "toasts" });

export function openMouth() {
  document.body.append(region, toasts);
}

export function say(text) {
  region.replaceChildren(el("p", {}, text));
}

/** Says why something could not be done. */
export const sorry = (error) => toast(reason(error));

export function toast(text) {
  const shown = el("div", { class: "toast" }, text);
  toasts.replaceChildren(shown);
  say(text);
  setTimeout(() => shown.remove(), SHOWN_MS);
}
