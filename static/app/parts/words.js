// The page in the reader's language. A language is one table in ../words/; only the one that is
// shown is loaded.

import { read, write } from "./keep.js";

export const LANGUAGES = { en: "English", zh: "中文" };

const table = {};
export const language = preferred();
const plurals = new Intl.PluralRules(language);

/** What was chosen here, else the first language of the browser that there is a table for. */
function preferred() {
  const chosen = read("language");
  if (chosen in LANGUAGES) return chosen;
  const { languages = [] } = globalThis.navigator ?? {}; // Tests do without a browser.
  const offered = languages.map((tag) => tag.slice(0, 2).toLowerCase());
  return offered.find((tag) => tag in LANGUAGES) ?? "en";
}

/** The words that the page begins with. */
export async function loadWords() {
  addWords((await import(`../words/${language}.js`)).default);
  document.documentElement.lang = language === "zh" ? "zh-Hans" : "en";
}

/** Those of parts that come later. */
export function addWords(more) {
  Object.assign(table, more);
}

export function chooseLanguage(tag) {
  write("language", tag);
  location.reload();
}

/** `t("members", { n: 3 })`. An entry with several forms is chosen from by its `n`. */
export function t(key, values = {}) {
  let words = table[key] ?? key;
  if (typeof words === "object") words = words[plurals.select(values.n)] ?? words.other;
  return words.replace(/\{(\w+)\}/g, (slot, name) => {
    const value = values[name] ?? slot;
    return typeof value === "number" ? value.toLocaleString(language) : value;
  });
}

export function has(key) {
  return key in table;
}
