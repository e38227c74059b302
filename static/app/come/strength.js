// How hard a password is to guess, said while it is typed. A rough guess of our own: the server
// judges with a dictionary that would be larger than this whole page, and its word counts.

import { el } from "../parts/dom.js";
import { t } from "../parts/words.js";

const COMMON =
  /pass|word|qwert|asdf|zxcv|letmein|welcome|admin|iloveyou|abc|123|monkey|dragon|woaini|5201314|teahouse/gi;
const LEVELS = ["none", "weak", "fair", "good", "strong"];

/** From 0 (nothing yet) to 4. */
export function strength(password, names = []) {
  if (!password) return 0;
  if ([...password].length < 8) return 1;
  let rest = password.toLowerCase();
  for (const name of names) if (name.length > 2) rest = rest.replaceAll(name.toLowerCase(), "·");
  rest = rest.replace(COMMON, "·").replace(/(?:19|20)\d\d/g, "··");
  rest = withoutRuns(rest);
  const pool = [/[a-z]/, /\d/, /[^ -~]/, /[\x20-\x2f\x3a-\x40\x5b-\x60\x7b-\x7e]/];
  const sizes = [26, 10, 2000, 33];
  const size = pool.reduce((sum, kind, at) => sum + (kind.test(rest) ? sizes[at] : 0), 0);
  // Words are not random letters: each is worth about half of what its letters would be.
  const bits = new Set(rest).size * Math.log2(size || 1) * 0.55 + rest.length * 0.6;
  return [22, 31, 42].reduce((level, least) => level + (bits >= least), 1);
}

/** What goes on as it began (aaaa, 3456, dcba) is as easy to guess as its beginning. */
function withoutRuns(text) {
  const codes = [...text].map((letter) => letter.codePointAt(0));
  return [...text].filter((_, at) => !(Math.abs(codes[at] - codes[at - 1]) <= 1)).join("");
}

/** A bar and a word under a password field, kept up by `field.input`. */
export function meter(field, names = () => []) {
  const bar = el("meter", {
    min: "0",
    max: "4",
    low: "2",
    high: "3",
    optimum: "4",
    value: "0",
    "aria-hidden": "true",
  });
  const word = el("span", { "aria-live": "polite" });
  const shown = el("p", { class: "strength", hidden: true }, bar, word);
  field.input.addEventListener("input", () => {
    const level = strength(field.input.value, names());
    shown.hidden = level === 0;
    shown.dataset.level = LEVELS[level];
    bar.value = level;
    word.textContent = level ? t(`strength.${LEVELS[level]}`) : "";
  });
  return shown;
}
