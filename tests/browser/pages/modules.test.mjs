// The page is many small modules. What it needs first is asked for in one go, and not file by file as
// each names the next.

import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { test } from "node:test";

const STATIC = new URL("../../../static/", import.meta.url);

/** A module and all that it imports, at whatever remove. */
async function graph(name, known = new Set()) {
  if (known.has(name)) return known;
  known.add(name);
  const text = await readFile(new URL(name, STATIC), "utf8");
  for (const [, path] of text.matchAll(/^import\s[^;"]*"([^"]+)"/gm)) {
    const { href } = new URL(path, new URL(name, STATIC));
    await graph(href.slice(STATIC.href.length), known);
  }
  return known;
}

async function scripts() {
  const files = await readdir(new URL("app/", STATIC), { recursive: true });
  return files.filter((file) => file.endsWith(".js")).map((file) => `app/${file}`);
}

test("the page preloads all that its first module imports, and nothing else", async () => {
  const page = await readFile(new URL("index.html", STATIC), "utf8");
  const preloaded = [...page.matchAll(/"modulepreload" href="\/static\/([^"]+)"/g)];
  const needed = await graph("app/main.js");
  needed.delete("app/main.js"); // It has a <script> of its own.
  assert.deepEqual(preloaded.map(([, name]) => name).sort(), [...needed].sort());
});

test("what is opened later is loaded before it is asked for", async () => {
  const text = await readFile(new URL("app/house/rest.js", STATIC), "utf8");
  const rest = [.../REST = \[([^\]]+)/.exec(text)[1].matchAll(/"([^"]+)"/g)].map(([, name]) => name);
  const texts = await Promise.all(
    [...(await scripts())].map((name) => readFile(new URL(name, STATIC), "utf8")),
  );
  const asked = texts.flatMap((it) => [...it.matchAll(/\bpart\("([^"]+)"/g)]);
  const later = new Set(asked.map(([, name]) => name));
  // These are places of their own, or what one is never in without.
  for (const name of ["account/page", "admin/page", "come/doors"]) later.delete(`${name}.js`);
  for (const name of ["house", "rest", "sidebar"]) later.delete(`house/${name}.js`);
  assert.deepEqual(rest.sort(), [...later].sort());
});

/** What the modules at `names` and those that they import say, as far as it stands there. */
async function said(...names) {
  const known = new Set();
  for (const name of names) await graph(`app/${name}`, known);
  const texts = await Promise.all([...known].map((it) => readFile(new URL(it, STATIC), "utf8")));
  return texts.flatMap((text) => [...text.matchAll(/\bt\(\s*"([^"]+)"/g)].map(([, key]) => key));
}

async function words(...tables) {
  const names = ["", ...tables.map((table) => `-${table}`)];
  const load = (name) => import(new URL(`app/words/en${name}.js`, STATIC));
  const found = await Promise.all(names.map(load));
  return new Set(found.flatMap((it) => Object.keys(it.default)));
}

test("what comes first has its words, and what comes later brings them", async () => {
  const first = await words();
  const begun = await said("main.js", "house/house.js", "talk/talk.js");
  assert.ok(begun.length > 50);
  assert.deepEqual(
    begun.filter((key) => !first.has(key)),
    [],
  );
  for (const name of await scripts()) {
    const text = await readFile(new URL(name, STATIC), "utf8");
    for (const [, path, rest] of text.matchAll(/\bpart\("([^"]+)"((?:, "\w+")*)\)/g)) {
      const known = await words(...[...rest.matchAll(/\w+/g)].map(([table]) => table));
      const strange = (await said(path)).filter((key) => !known.has(key));
      assert.deepEqual(strange, [], `${name} asks for ${path}`);
    }
  }
});

test("who draws what only comes later brings it along", async () => {
  const drawn = async (name) => {
    const text = await readFile(new URL(`app/parts/${name}.js`, STATIC), "utf8");
    return new Set([...text.matchAll(/^ {2}(\w+): \[/gm)].map(([, sign]) => sign));
  };
  const [first, more] = [await drawn("icons"), await drawn("more-icons")];
  assert.ok(first.size > 10 && more.size > 10);
  for (const name of await scripts()) {
    const text = await readFile(new URL(name, STATIC), "utf8");
    if (!/import \{[^}]*\bicon\b[^}]*\} from "[./a-z]+\/icons\.js"/.test(text)) continue;
    const signs = [...text.matchAll(/\bicon\("(\w+)"/g)].map(([, sign]) => sign);
    assert.deepEqual(
      signs.filter((sign) => !first.has(sign)),
      [],
      name,
    );
  }
});

test("teahouse.js imports nothing of the pages", async () => {
  const needed = await graph("teahouse.js");
  assert.ok(needed.size > 5);
  const strange = [...needed].filter((name) => !/^teahouse(\.js|\/)/.test(name));
  assert.deepEqual(strange, []);
});
