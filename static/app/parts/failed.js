// What went wrong, in the reader's words. The server's codes are stable; its sentences are for
// those who write programs and are never shown.

import { has, t } from "./words.js";

/** A problem document, a refusal of the socket, or a network that is not there. */
export function reason(error) {
  const code = error?.code ?? "offline";
  if (error?.retryAfter && has(`failed.${code}.wait`)) {
    return t(`failed.${code}.wait`, { time: wait(error.retryAfter) });
  }
  return has(`failed.${code}`) ? t(`failed.${code}`) : t("failed.internal");
}

export function wait(ms) {
  const whole = Math.ceil(ms / 1000);
  return whole < 90 ? t("seconds", { n: whole }) : t("minutes", { n: Math.ceil(whole / 60) });
}
