// How large something is, as people say it.

import { language } from "./words.js";

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"];

export function size(bytes) {
  let value = bytes;
  let at = 0;
  while (value >= 1000 && at < UNITS.length - 1) {
    value /= 1000;
    at += 1;
  }
  const digits = { maximumFractionDigits: value < 10 && at > 0 ? 1 : 0 };
  const options = { style: "unit", unit: UNITS[at], unitDisplay: "narrow", ...digits };
  return new Intl.NumberFormat(language, options).format(value);
}
