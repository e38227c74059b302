// Telling people something in passing: to eyes as a toast, to ears through one polite region.

import { el } from "./dom.js";
import { reason } from "./failed.js";
import { t } from "./words.js";

const SHOWN_MS = 5000;
/** Long enough to get to its button. */
const OFFERED_MS = 20_000;
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
export const sorry = (error) =>
  toast(reason(error), error?.code === "part_missing" ? wayOn(error) : "");

/** The button that goes on after something failed: by trying `again`, where this page still can. */
export function wayOn({ code }, again) {
  const [words, onclick] =
    code === "part_missing" ? ["reload", () => location.reload()] : ["retryNow", again];
  return el("button", { class: "link", onclick }, t(words));
}

export function toast(text, button = "") {
  const shown = el("div", { class: "toast" }, text, button);
  toasts.replaceChildren(shown);
  say(text);
  setTimeout(() => shown.remove(), button ? OFFERED_MS : SHOWN_MS);
}
