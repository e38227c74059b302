// What is not needed to begin with. It comes when it is asked for, or ahead of that.
//
// A browser may remember, until the page is left, that a module could not be fetched, and refuse it
// and all that imports it ever after. So the file is fetched first, and imported when it was there:
// what failed while the server was away can be asked for again.

import { Problem } from "../../teahouse.js";
import { addWords, language } from "./words.js";

const APP = new URL("../", import.meta.url);
/** By its path, each that is here or under way. */
const modules = new Map();

/** The module at `path` (as seen from app/), once the tables of words that it speaks are here, too. */
export async function part(path, ...tables) {
  const [it] = await Promise.all([module(path), moreWords(...tables)]);
  return it;
}

/** Asks for the same in one breath with the page, whose server must be there. It is missed in `part`. */
export function ahead(path, ...tables) {
  for (const one of [path, ...tables.map(pathOf)]) {
    if (!modules.has(one)) hold(one, imported(one));
  }
}

async function moreWords(...tables) {
  const found = tables.map((table) => module(pathOf(table)));
  for (const { default: words } of await Promise.all(found)) addWords(words);
}

const pathOf = (table) => `words/${language}-${table}.js`;

function module(path) {
  return modules.get(path) ?? hold(path, given(path));
}

function hold(path, coming) {
  modules.set(path, coming);
  coming.catch(() => modules.delete(path));
  return coming;
}

async function given(path) {
  try {
    const answer = await fetch(new URL(path, APP));
    await answer.blob();
  } catch {
    throw new Problem({ code: "unreachable" });
  }
  return imported(path);
}

/** What fails here fails for good, for this page: the server has another one by now, perhaps. */
function imported(path) {
  return import(new URL(path, APP)).catch((error) => {
    console.warn(error);
    throw new Problem({ code: "part_missing" });
  });
}
