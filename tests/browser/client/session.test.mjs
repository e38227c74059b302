// Staying signed in: tabs that share a session, sessions that end, browsers that keep nothing,
// clocks that are wrong, and servers that say nothing.

import assert from "node:assert/strict";
import { test } from "node:test";

import { blockStorage, bounded, house, leave, seats, signIn } from "../support/house.mjs";

// A token that lives a minute is not trusted to live through a call: each call renews it.
const here = house({ "sessions.access_minutes": 1 });

test("two tabs that renew at once do not sign each other out", bounded, async () => {
  const [otto] = await seats(here, "otto");
  const other = await otto.visitor.openBlank();
  const call = (page) =>
    page.evaluate(async () => {
      const names = [];
      for (let n = 0; n < 15; n += 1) names.push((await tea.me()).username);
      return names;
    });
  const names = await Promise.all([call(otto.page), call(other)]);
  assert.deepEqual(names.flat(), Array(30).fill("otto"));
  const { length } = await otto.page.evaluate(() => tea.sessions());
  assert.equal(length, 2, "the one they share, and that of the registration");
  await leave(otto);
});

test("who signs in or out in one tab has done so in the others", bounded, async () => {
  const { browser, server } = here;
  await server.person("paul");
  const visitor = await browser.visitor(server);
  const [one, two] = [await visitor.openBlank(), await visitor.openBlank()];
  await signIn(one, "paul");
  await two.waitForFunction(() => heard.some(({ type }) => type === "signed-in"));
  const name = await two.evaluate(async () => (await tea.me()).username);
  assert.equal(name, "paul");
  await two.evaluate(async () => {
    tea.connect();
    await until(isOnline);
    await tea.signOut();
  });
  await one.waitForFunction(() => !tea.isSignedIn && tea.state.is === "offline");
  const told = await one.evaluate(() => heard.filter(({ type }) => type === "signed-out"));
  assert.deepEqual(told, [{ type: "signed-out", why: "elsewhere" }]);
  assert.deepEqual(await one.evaluate(() => Object.keys(localStorage)), []);
  await visitor.leave();
});

test("a device that is revoked is out within a moment, in all its tabs", bounded, async () => {
  const { server } = here;
  const [quin] = await seats(here, "quin");
  const other = await quin.visitor.openBlank();
  await other.evaluate(() => tea.connect());
  const token = await server.tokenOf("quin");
  await server.call("DELETE", "/v1/sessions", { token });
  for (const page of [quin.page, other]) {
    await page.waitForFunction(() => heard.some(({ type }) => type === "signed-out"));
    assert.equal(await page.evaluate(() => tea.isSignedIn), false);
    assert.equal(await page.evaluate(() => tea.state.is), "offline");
  }
  await leave(quin);
});

test(
  "a session that ended while the server was away is over at the next try",
  bounded,
  async () => {
    const { server } = here;
    const [rosa] = await seats(here, "rosa");
    await server.kill9();
    await rosa.page.evaluate(() => until(() => tea.state.is === "waiting"));
    await server.startAgain();
    const token = await server.tokenOf("rosa");
    // It may have come back before, and hears of it then.
    await server.call("DELETE", "/v1/sessions", { token });
    await rosa.page.evaluate(() => tea.retryNow());
    await rosa.page.waitForFunction(() => heard.some(({ type }) => type === "signed-out"));
    const why = await rosa.page.evaluate(() => heard.find(({ type }) => type === "signed-out").why);
    assert.equal(why, "ended");
    await leave(rosa);
  },
);

test("without storage everything works until the page is closed", bounded, async () => {
  const { browser, server } = here;
  await Promise.all([server.person("sven"), server.person("tina")]);
  const visitor = await browser.visitor(server);
  await blockStorage(visitor);
  const page = await visitor.openBlank();
  await signIn(page, "sven");
  const seen = await page.evaluate(async () => {
    await tea.send("@tina", "nothing is kept here");
    await tea.me();
    return { isLasting: tea.isLasting, head: tea.list[0].head };
  });
  assert.deepEqual(seen, { isLasting: false, head: 1 });
  await visitor.leave();
});

test("a clock that is a day off is noticed and hurts nothing", bounded, async () => {
  const { browser, server } = here;
  await Promise.all([server.person("udo"), server.person("vera")]);
  const visitor = await browser.visitor(server);
  const day = 24 * 60 * 60 * 1000;
  await visitor.context.clock.install({ time: Date.now() + day });
  const page = await visitor.openBlank();
  await signIn(page, "udo");
  const seen = await page.evaluate(async () => {
    const sent = await tea.send("@vera", "what day is it?");
    await tea.me();
    return { skew: tea.skew, off: Math.abs(sent.at - tea.now()) };
  });
  assert.ok(Math.abs(seen.skew + day) < 60_000, `skew ${seen.skew}`);
  assert.ok(seen.off < 60_000, `off by ${seen.off}`);
  await visitor.leave();
});

test("a server that says nothing any more is given up", bounded, async () => {
  const { browser, server } = here;
  await server.person("wim");
  const visitor = await browser.visitor(server);
  await visitor.context.clock.install();
  const page = await visitor.openBlank();
  await signIn(page, "wim");
  server.pause();
  await page.clock.runFor(25_500); // Silence, and the question whether it is there.
  assert.equal(await page.evaluate(() => tea.state.is), "online");
  await page.clock.runFor(19_750);
  assert.equal(await page.evaluate(() => tea.state.why), "silent");
  server.goOn();
  await page.evaluate(() => tea.retryNow());
  await page.waitForFunction(() => isOnline());
  await visitor.leave();
});
