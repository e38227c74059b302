// Long conversations: what is held and shown is bounded, and scrolling goes all the way.

import assert from "node:assert/strict";
import { test } from "node:test";

import { bounded, house, leave, sayMany, seats } from "../support/house.mjs";
import { find, guest, message } from "../support/pages.mjs";

const here = house({ "store.engine": "memory" });
/** What is held at most, and the rows between: days, the line of the unread. */
const ROWS_MAX = 420;

const rows = (page) => page.locator(".log .msg").count();

test("one scrolls back to the beginning and forth again, within a bound", bounded, async () => {
  const reader = await guest(here, "reader");
  const [writer] = await seats(here, "writer");
  await sayMany(writer.page, "@reader", 3000);
  const { page } = reader;
  await page.locator(".side .row").click();
  await page.locator(".msg").first().waitFor();
  await page.locator("button.jump").click();
  await message(page, "message 3000").waitFor();
  await page.mouse.move(800, 400);
  const log = page.locator(".log");
  let most = 0;
  const scroll = async (step, goal) => {
    while (!(await message(page, goal).isVisible())) {
      const before = await log.evaluate((it) => it.scrollTop);
      await page.mouse.wheel(0, step);
      await log.evaluate(hasMoved, before);
      most = Math.max(most, await rows(page));
    }
  };
  await scroll(-2500, "message 1");
  await scroll(2500, "message 3000");
  assert.ok(most <= ROWS_MAX, `${most} rows`);
  await leave(reader, writer);
});

/** Resolves when an element is no longer scrolled to where it was. */
function hasMoved(it, before) {
  return new Promise((resolve) => {
    const look = () => (it.scrollTop === before ? requestAnimationFrame(look) : resolve());
    look();
  });
}

test("what comes while one reads further up moves nothing before one's eyes", bounded, async () => {
  const reader = await guest(here, "calm");
  const [writer] = await seats(here, "eager");
  await sayMany(writer.page, "@calm", 150);
  const { page } = reader;
  await page.locator(".side .row").click();
  await message(page, "message 40").waitFor();
  await message(page, "message 40").scrollIntoViewIfNeeded();
  const top = () => message(page, "message 40").evaluate((it) => it.getBoundingClientRect().top);
  const before = await top();
  await sayMany(writer.page, "@calm", 1000, 151);
  await page.locator("button.jump .badge").filter({ hasText: "99+" }).waitFor();
  assert.equal(Math.round(await top()), Math.round(before));
  assert.ok((await rows(page)) <= ROWS_MAX);
  await page.locator("button.jump").click();
  await message(page, "message 1000").waitFor();
  await leave(reader, writer);
});

test("a long evening of live messages leaves as much behind as a short one", bounded, async () => {
  const reader = await guest(here, "patient");
  const [writer] = await seats(here, "talker");
  const { page } = reader;
  await find(page, "talker");
  const size = () => page.evaluate(() => document.querySelectorAll("*").length);
  await sayMany(writer.page, "@patient", 600);
  await message(page, "message 600").waitFor();
  const early = await size();
  await sayMany(writer.page, "@patient", 2600, 601);
  await message(page, "message 2600").waitFor();
  const late = await size();
  assert.ok(late <= early * 1.5, `${early} elements, then ${late}`);
  assert.ok((await rows(page)) <= ROWS_MAX);
  await leave(reader, writer);
});
