// Ticks and badges after a reload: they come with the list, and from nothing that was heard live.

import assert from "node:assert/strict";
import { test } from "node:test";

import { bounded, house, leave, seats } from "../support/house.mjs";
import { find, guest, message, signIn, write } from "../support/pages.mjs";

const here = house();

test("what was read shows as read after a reload", bounded, async () => {
  const [anna, bert] = await Promise.all([guest(here, "anna"), guest(here, "bert")]);
  await find(anna.page, "bert");
  await write(anna.page, "tea?");
  await message(anna.page, "tea?").locator(".state.sent").waitFor();
  await anna.page.goto("about:blank");
  // He reads while she is away, and says nothing.
  await bert.page.locator(".row").click();
  await message(bert.page, "tea?").waitFor();
  await bert.page.locator(".row .badge").waitFor({ state: "detached" });
  const seen = await anna.visitor.openBlank();
  await seen.evaluate(() => {
    tea.connect();
    return until(() => tea.list[0]?.seen === 1);
  });
  await seen.close();
  await anna.page.goto(here.server.url);
  await anna.page.locator(".row").click();
  await message(anna.page, "tea?").locator(".state.read").waitFor();
  await leave(anna, bert);
});

test("who was called while away sees how often, and it goes on every device", bounded, async () => {
  const [carl] = await seats(here, "carl");
  const dora = await guest(here, "dora");
  await dora.page.goto("about:blank");
  await carl.page.evaluate(async () => {
    for (const text of ["@dora?", "are you there, @dora?", "never mind"]) {
      await tea.send("@dora", text);
    }
  });
  const second = await here.browser.visitor(here.server);
  const other = await second.open("/");
  await signIn(other, "dora");
  await dora.page.goto(here.server.url);
  const badges = (page) => page.locator(".row .badge").allInnerTexts();
  for (const page of [dora.page, other]) {
    await page.locator(".row .badge").nth(1).waitFor();
    assert.deepEqual(await badges(page), ["@2", "3"]);
    assert.equal(
      await page.locator(".row .badge").first().getAttribute("title"),
      "You are mentioned 2 times",
    );
  }
  await dora.page.locator(".row").click();
  for (const page of [dora.page, other]) {
    await page.locator(".row .badge").first().waitFor({ state: "detached" });
  }
  await other.reload();
  await other.locator(".row").waitFor();
  assert.deepEqual(await badges(other), []);
  await leave(carl, dora, { visitor: second });
});
