// What goes wrong around the page: a server that is away for long, a clock that is off, a browser that
// keeps nothing. There is a clear state and a way on, and nothing typed is lost.

import assert from "node:assert/strict";
import { test } from "node:test";

import { blockStorage, bounded, house, leave } from "../support/house.mjs";
import { find, guest, message, signUp, write } from "../support/pages.mjs";

const here = house();
const HOUR_MS = 60 * 60 * 1000;

test(
  "a server that is gone for an hour is waited for, and gets what was written",
  bounded,
  async () => {
    const { server } = here;
    const visitor = await here.browser.visitor(server);
    await visitor.context.clock.install();
    const page = await visitor.open("/");
    await signUp(page, "anna");
    const { token } = await server.person("bert");
    await find(page, "bert");
    await write(page, "one");
    await message(page, "one").locator(".state.sent").waitFor();
    await server.kill9();
    await page.clock.runFor(5_000);
    await page.locator(".banner").getByText("No connection.").waitFor();
    await write(page, "two, into the void");
    await page.locator(".composer textarea").fill("half of a thir");
    await page.clock.fastForward(HOUR_MS);
    await message(page, "two, into the void").locator(".state.sending").waitFor();
    // However long it was away: never more than half a minute to the next try.
    const left = await page.waitForFunction(
      () => /in (\d+) second/.exec(document.querySelector(".banner").innerText)?.[1],
    );
    assert.ok(Number(await left.jsonValue()) <= 30);
    await server.startAgain();
    const now = page.locator(".banner button");
    await now.click({ timeout: 3000 }).catch(() => {}); // It may have come back by itself.
    await message(page, "two, into the void").locator(".state.sent").waitFor();
    await page.clock.runFor(1_000);
    await page.locator(".banner").waitFor({ state: "hidden" });
    assert.equal(await page.locator(".composer textarea").inputValue(), "half of a thir");
    const { events } = await server.call("GET", "/v1/chats/@anna/events", { token });
    assert.deepEqual(
      events.map(({ text }) => text),
      ["one", "two, into the void"],
    );
    await visitor.leave();
  },
);

for (const [way, days] of Object.entries({ behind: -1, ahead: 1 })) {
  test(`with a clock a day ${way}, today is what the server says`, bounded, async () => {
    const { server } = here;
    const { token } = await server.person(`cleo${way}`);
    const visitor = await here.browser.visitor(server);
    await visitor.context.clock.install({ time: Date.now() + days * 24 * HOUR_MS });
    const page = await visitor.open("/");
    await signUp(page, `dirk${way}`);
    const body = { text: "what day is it?" };
    await server.call("POST", `/v1/chats/@dirk${way}/messages`, { token, body });
    await page.locator(".side .row").click();
    await message(page, "what day is it?").waitFor();
    await write(page, "today");
    await message(page, "today").locator(".state.sent").waitFor();
    assert.deepEqual(await page.locator(".day").allInnerTexts(), ["Today"]);
    await visitor.leave();
  });
}

test("a browser that keeps nothing says so, and works until it is closed", bounded, async () => {
  const { browser, server } = here;
  await server.person("emma");
  const visitor = await browser.visitor(server);
  await blockStorage(visitor);
  const page = await visitor.open("/");
  await signUp(page, "finn");
  await page.locator(".toast").getByText("you will be signed out when the page closes").waitFor();
  await find(page, "emma");
  await page.locator(".composer textarea").fill("a draft");
  await page.goto(`${server.url}/#/account`);
  await page.getByRole("heading", { name: "Account" }).waitFor();
  await page.goBack();
  assert.equal(await page.locator(".composer textarea").inputValue(), "a draft");
  await write(page, "nothing is kept here");
  await message(page, "nothing is kept here").locator(".state.sent").waitFor();
  await visitor.leave();
});

test("what could not be loaded is loaded when it is asked for again", bounded, async () => {
  const { server } = here;
  await server.person("kaya");
  const lars = await guest(here, "lars");
  const { context } = lars.visitor;
  const part = "**/static/app/talk/emoji.js";
  await context.route(part, (route) => route.abort("connectionrefused"));
  await lars.page.reload();
  await find(lars.page, "kaya");
  await lars.page.locator(".composer textarea").fill("half a thought");
  const smile = lars.page.getByRole("button", { name: "Emoji" });
  await smile.focus();
  await lars.page.keyboard.press("Enter");
  await lars.page.locator(".toast").getByText("The server cannot be reached.").waitFor();
  await context.unroute(part);
  await lars.page.keyboard.press("Enter");
  await lars.page.locator(".emoji-picker button").first().click();
  const text = lars.page.locator(".composer textarea");
  assert.equal(await text.inputValue(), "half a thought😀");

  // What the server has no more of is had with the page that it has instead.
  await context.route(part, (route) =>
    route.request().resourceType() === "fetch" ? route.continue() : route.fulfill({ status: 404 }),
  );
  await lars.page.reload();
  await text.waitFor();
  await smile.click();
  const reload = lars.page.locator(".toast").getByRole("button", { name: "Load again" });
  await reload.waitFor();
  await context.unroute(part);
  await Promise.all([lars.page.waitForEvent("load"), reload.click()]);
  await smile.click();
  await lars.page.locator(".emoji-picker").waitFor();
  assert.equal(await text.inputValue(), "half a thought😀");
  await leave(lars);
});

test("new messages are read out once, and nothing that is scrolled back to", bounded, async () => {
  const { server } = here;
  const gina = await guest(here, "gina");
  const { token } = await server.person("hans");
  const say = (text) => server.call("POST", "/v1/chats/@gina/messages", { token, body: { text } });
  for (let n = 1; n <= 130; n += 1) await say(`old ${n}`);
  const { page } = gina;
  await page.locator(".side .row").click();
  await page.locator(".msg").first().waitFor();
  await page.evaluate(() => {
    globalThis.heard = [];
    const region = document.querySelector("[aria-live=polite]");
    new MutationObserver(() => heard.push(region.textContent)).observe(region, { childList: true });
  });
  await page.locator("button.jump").click();
  await message(page, "old 130").waitFor();
  await page.locator(".log").evaluate((log) => (log.scrollTop = 0));
  await message(page, "old 1").waitFor();
  await say("fresh");
  await page.waitForFunction(() => heard.length > 0);
  assert.deepEqual(await page.evaluate(() => heard), ["hans says: fresh"]);
  assert.equal(await page.getByRole("log").getAttribute("aria-live"), "off");
  await leave(gina);
});

test("who wants nothing to move sees nothing move", bounded, async () => {
  const { server } = here;
  await server.person("iris");
  const jan = await guest(here, "jan", { reducedMotion: "reduce" });
  await find(jan.page, "iris");
  const moving = await jan.page.evaluate(
    () =>
      [...document.querySelectorAll("*")].filter((it) => {
        const { animationName, transitionDuration } = getComputedStyle(it);
        return animationName !== "none" || !/^0s(, 0s)*$/.test(transitionDuration);
      }).length,
  );
  assert.equal(moving, 0);
  await leave(jan);
});
