// The page speaks two languages: what is said in one is said in the other, with the same slots, and
// nothing is asked for that no table has.

import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const APP = new URL("../../../static/app/", import.meta.url);

async function table(name) {
  return (await import(new URL(`words/${name}.js`, APP))).default;
}

async function parts() {
  const files = await readdir(new URL("words/", APP));
  return files.filter((file) => file.startsWith("en")).map((file) => file.slice(2, -3));
}

async function code() {
  const files = await readdir(fileURLToPath(APP), { recursive: true });
  const scripts = files.filter((file) => file.endsWith(".js") && !file.startsWith("words"));
  const texts = await Promise.all(scripts.map((file) => readFile(new URL(file, APP), "utf8")));
  return texts.join("\n");
}

const slots = (words) =>
  [
    ...new Set(
      Object.values(forms(words))
        .join(" ")
        .match(/\{\w+\}/g),
    ),
  ].sort();
const forms = (words) => (typeof words === "string" ? { other: words } : words);

test("both languages have the same words, and each its slots", async () => {
  for (const part of await parts()) {
    const [en, zh] = [await table(`en${part}`), await table(`zh${part}`)];
    assert.deepEqual(Object.keys(zh).sort(), Object.keys(en).sort(), `words/*${part}.js`);
    for (const key of Object.keys(en)) assert.deepEqual(slots(zh[key]), slots(en[key]), key);
  }
});

test("no word stands in two tables", async () => {
  const keys = [];
  for (const part of await parts()) keys.push(...Object.keys(await table(`en${part}`)));
  assert.equal(new Set(keys).size, keys.length);
});

test("every word that the page asks for by name is there", async () => {
  const known = new Set();
  for (const part of await parts())
    for (const key of Object.keys(await table(`en${part}`))) known.add(key);
  const asked = [...(await code()).matchAll(/\bt\(\s*"([^"]+)"/g)].map(([, key]) => key);
  assert.ok(asked.length > 100);
  assert.deepEqual(
    asked.filter((key) => !known.has(key)),
    [],
  );
});

test("no word stays that nothing asks for", async () => {
  const text = await code();
  const families = [...text.matchAll(/`([a-z]+)\.\$\{/gi)].map(([, family]) => family);
  const isAsked = (key) => text.includes(`"${key}"`) || families.includes(key.split(".")[0]);
  const suffixed = (key) => text.includes(`}.${key.split(".").at(-1)}\``);
  for (const part of await parts()) {
    const idle = Object.keys(await table(`en${part}`)).filter(
      (key) => !isAsked(key) && !suffixed(key),
    );
    assert.deepEqual(idle, [], `words/en${part}.js`);
  }
});
