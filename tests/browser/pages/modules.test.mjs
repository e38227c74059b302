// The page is many small modules. What it needs first is asked for in one go, and not file by file as
// each names the next.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
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

test("the page preloads all that its first module imports, and nothing else", async () => {
  const page = await readFile(new URL("index.html", STATIC), "utf8");
  const preloaded = [...page.matchAll(/"modulepreload" href="\/static\/([^"]+)"/g)];
  const needed = await graph("app/main.js");
  needed.delete("app/main.js"); // It has a <script> of its own.
  assert.deepEqual(preloaded.map(([, name]) => name).sort(), [...needed].sort());
});

test("teahouse.js imports nothing of the pages", async () => {
  const needed = await graph("teahouse.js");
  assert.ok(needed.size > 5);
  const strange = [...needed].filter((name) => !/^teahouse(\.js|\/)/.test(name));
  assert.deepEqual(strange, []);
});
