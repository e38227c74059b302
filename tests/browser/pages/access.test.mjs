// The pages for everybody: with a keyboard alone, on small screens, by what axe-core knows.

import assert from "node:assert/strict";
import { test } from "node:test";

import { checkState, LOOKS } from "../support/axe.mjs";
import { bounded, house, leave } from "../support/house.mjs";
import { act, find, guest, message, write } from "../support/pages.mjs";

const here = house();

let guests = 0;
const nextName = () => `guest${(guests += 1)}`;

for (const [look, options] of Object.entries(LOOKS)) {
  const still = { ...options, reducedMotion: "reduce" };
  const check = (page, state) => checkState(page, `${look}: ${state}`);

  test(`coming in violates nothing (${look})`, bounded, async () => {
    const { browser, server } = here;
    const visitor = await browser.visitor(server, still);
    const page = await visitor.open("/");
    for (const place of ["sign-up", "sign-up/code", "sign-in", "sign-in/code", "forgotten"]) {
      await page.goto(`${server.url}/#/${place}`);
      await page.locator("form button.main:visible").waitFor();
      await check(page, place);
    }
    await page.goto(`${server.url}/#/sign-up`);
    await page.locator("[name=username]").fill("x y");
    await page.locator("[name=password]").fill("1234");
    await page.locator("form button.main").click();
    await page.locator("[aria-invalid=true]").first().waitFor();
    await check(page, "wrong fields");
    await page.goto(`${server.url}/#/forgotten`);
    await page.locator("[name=login]").fill(`${nextName()}@example.com`);
    await page.locator(".with-button button").click();
    await page.locator("[name=new_password]").fill("1234");
    await page.locator(".more > *").waitFor();
    await check(page, "a code that was sent");
    await visitor.leave();
  });

  test(`a conversation violates nothing (${look})`, bounded, async () => {
    const { server } = here;
    const { username: other, token, uid } = await server.person(nextName());
    const it = await guest(here, nextName(), still);
    const { page } = it;
    await check(page, "nothing yet");
    await find(page, other);
    await check(page, "nobody has written");
    await write(page, "Which tea shall I bring? https://example.com/teas");
    await page.locator(".state.sent").waitFor();
    const chat = `/v1/chats/@${it.username}`;
    const say = (text, more) =>
      server.call("POST", `${chat}/messages`, { token, body: { text, ...more } });
    await say(`Oolong, @${it.username}!`, { reply_to: 1 });
    await say("W".repeat(600));
    await say("一杯好茶".repeat(60));
    await page.locator(".msg").nth(3).waitFor();
    await page.evaluate(() => document.fonts.ready);
    await check(page, "messages");

    const first = page.locator(".msg").first();
    await first.hover();
    await first.locator(".more").click({ force: true });
    await page.getByRole("menuitem").first().waitFor();
    await check(page, "a message's menu");
    await page.keyboard.press("Escape");

    await server.call("PUT", `/v1/users/@${it.username}/block`, { token });
    await write(page, "are you there?");
    await page.locator(".state.failed").waitFor();
    await check(page, "a failed message");
    await server.call("DELETE", `/v1/users/@${it.username}/block`, { token });
    assert.ok(uid > 0);

    await page.keyboard.press("Control+k");
    await page.locator("dialog.switcher").waitFor();
    await check(page, "the switcher");
    await page.keyboard.press("Escape");
    await leave(it);
  });

  test(`one's own pages violate nothing (${look})`, bounded, async () => {
    const { server } = here;
    const it = await guest(here, nextName(), still);
    await server.command("admin", "role", it.username, "admin");
    await it.page.reload();
    await it.page.locator("[name=login]").fill(it.username);
    await it.page.locator("[name=password]").fill("warm jasmine at noon");
    await it.page.locator("form button.main").click();
    await it.page.locator(".side").waitFor();
    const parts = ["account", "account/security", "account/privacy", "admin"];
    for (const place of parts) {
      await it.page.goto(`${server.url}/#/${place}`);
      await it.page.locator("main h1, main h2").first().waitFor();
      await it.page.waitForLoadState("networkidle");
      await it.page.locator("main .spinner").waitFor({ state: "detached" });
      await check(it.page, place);
    }
    await leave(it);
  });
}

test("a conversation with nothing but a keyboard", bounded, async () => {
  const { browser, server } = here;
  const { username: other, token } = await server.person(nextName());
  const visitor = await browser.visitor(server);
  const page = await visitor.open("/");
  const { keyboard } = page;
  await page.locator("[name=username]").waitFor();
  // The first field has the focus already.
  await keyboard.type("keys");
  await keyboard.press("Tab");
  await keyboard.type("warm jasmine at noon");
  await keyboard.press("Enter");
  await page.locator(".side").waitFor();

  await keyboard.press("Control+k");
  await page.locator("dialog.switcher").waitFor();
  await keyboard.type(other);
  await page.locator("dialog.switcher [role=option]").filter({ hasText: other }).waitFor();
  await keyboard.press("Enter");
  await page.locator(".composer textarea:focus").waitFor();
  await keyboard.type("one line");
  await keyboard.press("Shift+Enter");
  await keyboard.type("and another");
  await keyboard.press("Enter");
  // Only what the server has can be edited.
  await page.locator(".msg .state.sent").waitFor();
  assert.equal(await page.locator(".msg .text").textContent(), "one line\nand another");

  // The last own message is edited with an arrow.
  await keyboard.press("ArrowUp");
  await keyboard.press("Control+a");
  await keyboard.type("one line");
  await keyboard.press("Enter");
  await message(page, "one line").getByText("edited").waitFor();

  // Enter while characters are composed chooses one, and sends nothing.
  await page.locator(".composer textarea").evaluate((field) => {
    field.value = "ni hao";
    field.dispatchEvent(new InputEvent("input", { bubbles: true, isComposing: true }));
    const enter = {
      key: "Enter",
      keyCode: 229,
      isComposing: true,
      bubbles: true,
      cancelable: true,
    };
    field.dispatchEvent(new KeyboardEvent("keydown", enter));
  });
  assert.equal(await page.locator(".composer textarea").inputValue(), "ni hao");
  await keyboard.press("Control+a");
  await keyboard.press("Delete");

  await server.call("POST", "/v1/chats/@keys/messages", { token, body: { text: "well typed" } });
  await message(page, "well typed").waitFor();
  // To the messages, to the last one, and what can be done with it: an answer.
  await page.locator(".log").focus();
  await keyboard.press("End");
  await page.locator(".msg:focus").filter({ hasText: "well typed" }).waitFor();
  await keyboard.press("Enter");
  await page.getByRole("menuitem", { name: "Reply" }).waitFor();
  await page.getByRole("menuitem", { name: "Reply" }).focus();
  await keyboard.press("Enter");
  await page.locator(".composer textarea:focus").waitFor();
  await keyboard.type("thank you");
  await keyboard.press("Enter");
  await message(page, "thank you").locator(".quote").waitFor();
  await visitor.leave();
});
