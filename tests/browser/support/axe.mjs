// What axe-core finds on a page that keeps people from using it.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import assert from "node:assert/strict";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** How a page is looked at: what the browser of a visitor is given. */
export const LOOKS = {
  "desktop, light": { viewport: { width: 1280, height: 800 }, colorScheme: "light" },
  "desktop, dark": { viewport: { width: 1280, height: 800 }, colorScheme: "dark" },
  "phone, light": { viewport: { width: 390, height: 844 }, colorScheme: "light", hasTouch: true },
  "narrow, dark, Chinese": {
    viewport: { width: 320, height: 640 },
    colorScheme: "dark",
    locale: "zh-CN",
  },
};

/** Asserts that a page in the state it is in now violates nothing. `state` is for whoever reads. */
export async function checkAccess(page, state) {
  await page.evaluate(axe);
  const found = await page.evaluate(async () => {
    const { violations } = await globalThis.axe.run(document);
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, any }) => `${id}: ${html.slice(0, 160)} ${any[0]?.message ?? ""}`),
    );
  });
  assert.deepEqual(found, [], state);
}

/** Asserts that nothing sticks out of the page sideways. */
export async function checkWidth(page, state) {
  const [scroll, client] = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return [scrollWidth, clientWidth];
  });
  assert.ok(scroll <= client, `${state}: ${scroll} wide in ${client}`);
}

export async function checkState(page, state) {
  await checkAccess(page, state);
  await checkWidth(page, state);
}
