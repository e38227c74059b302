// Times as people say them, in the page's language and the reader's zone.

import { language, t } from "./words.js";

const DAY = 24 * 60 * 60 * 1000;
const formats = new Map();
/** By how much the server's clock, by which everything is dated, is ahead of ours. */
let skew = 0;

export function setSkew(ms) {
  skew = ms;
}

const now = () => Date.now() + skew;

/** The reader's own habits, where they are of the language of the page: en-GB, zh-Hant. */
function locale() {
  return navigator.languages.find((tag) => tag.split("-")[0] === language) ?? language;
}

function format(at, options) {
  const name = JSON.stringify(options);
  if (!formats.has(name)) formats.set(name, new Intl.DateTimeFormat(locale(), options));
  return formats.get(name).format(at);
}

export function dayOf(at) {
  return new Date(at).setHours(0, 0, 0, 0);
}

function daysAgo(at) {
  return Math.round((dayOf(now()) - dayOf(at)) / DAY);
}

/** 14:05 */
export function clock(at) {
  return format(at, { hour: "numeric", minute: "2-digit" });
}

/** Today, Yesterday, Tuesday, 3 May, 3 May 2024. */
export function day(at) {
  const ago = daysAgo(at);
  if (ago === 0) return t("today");
  if (ago === 1) return t("yesterday");
  if (ago > 1 && ago < 7) return format(at, { weekday: "long" });
  const sameYear = new Date(at).getFullYear() === new Date(now()).getFullYear();
  return format(at, { day: "numeric", month: "long", ...(!sameYear && { year: "numeric" }) });
}

/** As short as it can be and still be understood, for lists. */
export function brief(at) {
  const ago = daysAgo(at);
  if (ago <= 0) return clock(at);
  if (ago === 1) return t("yesterday");
  if (ago < 7) return format(at, { weekday: "short" });
  return format(at, { year: "2-digit", month: "numeric", day: "numeric" });
}

export function full(at) {
  return format(at, { dateStyle: "medium", timeStyle: "short" });
}

/** Just now, 5 minutes ago, yesterday. */
export function since(at) {
  const relative = new Intl.RelativeTimeFormat(locale(), { numeric: "auto" });
  const seconds = Math.max(0, (now() - at) / 1000);
  if (seconds < 60) return t("justNow");
  if (seconds < 3600) return relative.format(-Math.floor(seconds / 60), "minute");
  if (seconds < 86400) return relative.format(-Math.floor(seconds / 3600), "hour");
  return relative.format(-daysAgo(at), "day");
}
