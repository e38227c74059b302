// The page in the reader's language. A language is one table in ../words/; only the one that is
// shown is loaded.

import { read, write } from "./keep.js";

export const LANGUAGES = { en: "English", zh: "中文" };

let table = {};
let plurals;
export let language = "en";

/** What was chosen here, else the first language of the browser that there is a table for. */
function preferred() {
  const chosen = read("language");
  if (chosen in LANGUAGES) return chosen;
  const offered = navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase());
  return offered.find((tag) => tag in LANGUAGES) ?? "en";
}

export async function loadWords() {
  language = preferred();
  plurals = new Intl.PluralRules(language);
  table = { ...(await import(`../words/${language}.js`)).default };
  document.documentElement.lang = language === "zh" ? "zh-Hans" : "en";
}

/** Adds the words of parts of the page that are loaded when somebody goes there. */
export async function loadMoreWords(...parts) {
  const load = (part) => import(`../words/${language}-${part}.js`);
  for (const more of await Promise.all(parts.map(load))) Object.assign(table, more.default);
}

export function chooseLanguage(tag) {
  write("language", tag);
  location.reload();
}

/** `t("unread", { n: 3 })`. An entry with several forms is chosen from by its `n`. */
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
