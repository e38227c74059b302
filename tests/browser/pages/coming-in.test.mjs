// Becoming somebody, coming back, and what is in the way.

import assert from "node:assert/strict";
import { get } from "node:http";
import { test } from "node:test";

import { bounded, house, leave } from "../support/house.mjs";
import { find, guest, message, signIn, signUp, write } from "../support/pages.mjs";
import { PASSWORD, Server } from "../support/server.mjs";

const here = house({ "codes.interval_seconds": 0 });

test("signing up by a code that the inbox shows", bounded, async () => {
  const { browser, server } = here;
  const visitor = await browser.visitor(server);
  const page = await visitor.open("/#/sign-up/code");
  await page.locator("[name=login]").fill("anna@example.com");
  await page.getByRole("button", { name: /code/i }).first().click();
  // On this machine, without a mail server, the page itself tells where the code is.
  await page.locator("[name=code]").waitFor();
  await page.locator("[name=code]").fill(await server.codeFor("anna@example.com", "register"));
  await page.locator("[name=password]").fill(PASSWORD);
  await page.locator("form button.main").click();
  await page.locator(".side").waitFor();
  await visitor.leave();
});

test("a password that was forgotten is set anew", bounded, async () => {
  const { browser, server } = here;
  const to = "bert@example.com";
  await server.call("POST", "/v1/codes", { body: { purpose: "register", to } });
  const code = await server.codeFor(to, "register");
  await server.call("POST", "/v1/accounts", { body: { email: to, code, password: PASSWORD } });

  const visitor = await browser.visitor(server);
  const page = await visitor.open("/#/forgotten");
  await page.locator("[name=login]").fill(to);
  await page.getByRole("button", { name: /code/i }).first().click();
  await page.locator("[name=code]").waitFor();
  await page.locator("[name=code]").fill(await server.codeFor(to, "reset"));
  await page.locator("[name=new_password]").fill("a calmer jasmine at dusk");
  await page.locator("form button.main").click();
  // Who has just chosen it is let in with it.
  await page.locator(".side").waitFor();
  await visitor.leave();
});

test("what is wrong is said where it is wrong, and nothing typed is lost", bounded, async () => {
  const { browser, server } = here;
  await server.person("carl");
  const visitor = await browser.visitor(server);
  const page = await visitor.open("/");
  await page.locator("[name=username]").fill("carl");
  await page.locator("[name=password]").fill("12345678");
  await page.locator("form button.main").click();
  await page.locator("[name=password][aria-invalid=true]").waitFor();
  await page.locator("[name=password]").fill(PASSWORD);
  await page.locator("form button.main").click();
  await page.locator("[name=username][aria-invalid=true]").waitFor();
  assert.equal(await page.locator("[name=username]").inputValue(), "carl");

  await signIn(page, "carl", "a wrong password");
  await page.getByRole("alert").getByText("The name or the password is wrong.").waitFor();
  assert.equal(await page.locator("[name=login]").inputValue(), "carl");
  await visitor.leave();
});

test("a captcha appears where the deployment asks for one", bounded, async () => {
  const server = await Server.open({
    "accounts.captcha_required": true,
    "debug.captcha_answer": true,
  });
  try {
    const visitor = await here.browser.visitor(server);
    const page = await visitor.context.newPage();
    const drawn = page.waitForResponse(/v1\/captchas/);
    await page.goto(server.url);
    const answer = (await drawn).headers()["x-captcha-answer"];
    await page.locator("[name=username]").fill("dora");
    await page.locator("[name=password]").fill(PASSWORD);
    // A wrong answer costs another picture, and nothing that was typed.
    await page.locator("[name=captcha]").fill("wrong");
    const another = page.waitForResponse(/v1\/captchas/);
    await page.locator("form button.main").click();
    const next = (await another).headers()["x-captcha-answer"];
    assert.notEqual(next, answer);
    await page.waitForFunction(() => document.querySelector("[name=captcha]").value === "");
    assert.equal(await page.locator("[name=password]").inputValue(), PASSWORD);
    await page.locator("[name=captcha]").fill(next);
    await page.locator("form button.main").click();
    await page.locator(".side").waitFor();
    await visitor.leave();
  } finally {
    await server.close();
  }
});

test("a revoked device is out, says why, and comes back to where it was", bounded, async () => {
  const { server } = here;
  const [emil] = [await guest(here, "emil"), await server.person("fina")];
  await find(emil.page, "fina");
  await write(emil.page, "still here");
  await message(emil.page, "still here").waitFor();
  const token = await server.tokenOf("emil");
  await server.call("DELETE", "/v1/sessions", { token });
  await emil.page.getByText(/You have been signed out/).waitFor();
  await emil.page.locator("[name=login]").fill("emil");
  await emil.page.locator("[name=password]").fill(PASSWORD);
  await emil.page.locator("form button.main").click();
  await message(emil.page, "still here").waitFor();
  await leave(emil);
});

test("a session that ended while the page was closed is over when it opens", bounded, async () => {
  const { server } = here;
  const [gina] = [await guest(here, "gina"), await server.person("hugo")];
  await find(gina.page, "hugo");
  await gina.page.locator(".composer textarea").fill("half a thought");
  const { hash } = new URL(gina.page.url());
  await gina.page.close();
  const token = await server.tokenOf("gina");
  await server.call("DELETE", "/v1/sessions", { token });
  const page = await gina.visitor.open(`/${hash}`);
  await page.getByText(/You have been signed out/).waitFor();
  await page.locator("[name=login]").fill("gina");
  await page.locator("[name=password]").fill(PASSWORD);
  await page.locator("form button.main").click();
  await page.locator(".composer textarea").waitFor();
  assert.equal(await page.locator(".composer textarea").inputValue(), "half a thought");
  await leave(gina);
});

test("an address that is no door leads in all the same", bounded, async () => {
  const { browser, server } = here;
  await server.person("ilja");
  const visitor = await browser.visitor(server);
  const page = await visitor.open("/#/sign-in/nowhere");
  await page.waitForURL(/#\/sign-up$/);
  await signIn(page, "ilja");
  await page.locator(".side .own").waitFor();
  await page.waitForURL(/#\/$/);
  await visitor.leave();
});

test("who speaks Chinese is spoken to in Chinese, and can change that", bounded, async () => {
  const { browser, server } = here;
  const visitor = await browser.visitor(server, { locale: "zh-CN" });
  const page = await visitor.open("/");
  await page.getByRole("heading", { name: "注册" }).waitFor();
  assert.match(await page.evaluate(() => document.documentElement.lang), /^zh/);
  await signUp(page, "茶客");
  await page.getByPlaceholder(/聊天/).waitFor();
  // Nothing is left in English, but for the name of the house and of a key.
  const text = await page.locator("body").innerText();
  assert.doesNotMatch(text.replaceAll(/Teahouse|Ctrl/g, ""), /[A-Za-z]{3,}/);
  await page.locator(".own").click();
  await page.getByRole("menuitem", { name: "语言" }).click();
  await page.getByRole("menuitemradio", { name: "English" }).click();
  await page.getByPlaceholder("Find chats, people, rooms").waitFor();
  await visitor.leave();
});

test("without JavaScript the page says what it needs", bounded, async () => {
  const { browser, server } = here;
  const visitor = await browser.visitor(server, { javaScriptEnabled: false });
  const page = await visitor.open("/");
  assert.match(await page.locator("main").innerText(), /This page needs JavaScript/);
  await visitor.leave();
});

test("no page loads more script than it may, and none from elsewhere", bounded, async () => {
  const { browser, server } = here;
  const [{ token }] = [await server.person("hedi"), await server.person("gero")];
  await server.call("POST", "/v1/chats/@gero/messages", { token, body: { text: "are you in?" } });
  const visitor = await browser.visitor(server);
  const policy = (await fetch(server.url)).headers.get("content-security-policy");
  assert.match(policy, /script-src 'self';/);
  assert.doesNotMatch(policy, /unsafe/);

  const out = await holdsTheLimit(visitor, "/", "[name=username]");
  await signIn(out, "gero");
  await out.locator(".side .row").waitFor();
  const list = await holdsTheLimit(visitor, "/", ".side .row");
  const chat = await list.locator(".side .row").getAttribute("href");
  const page = await holdsTheLimit(visitor, `/${chat}`, ".composer textarea");
  await message(page, "are you in?").waitFor();
  await visitor.leave();
});

const SCRIPT_BYTES_MAX = 60_000;

/** Opens a page and adds up what the scripts are on the wire that it asked for until `usable` stood. */
async function holdsTheLimit(visitor, path, usable) {
  const page = await visitor.context.newPage();
  await page.addInitScript(noteWhenUsable, usable);
  await page.goto(visitor.server.url + path);
  const at = await (await page.waitForFunction(() => globalThis.usableAt)).jsonValue();
  const scripts = await page.evaluate((until) => {
    const asked = performance.getEntriesByType("resource");
    const before = asked.filter(({ startTime }) => startTime <= until);
    return before.map(({ name }) => name).filter((name) => name.endsWith(".js"));
  }, at);
  const sizes = await Promise.all([...new Set(scripts)].map(sizeOnTheWire));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const found = `${total} bytes of script before ${usable} at ${path}`;
  assert.ok(sizes.length > 10 && total < SCRIPT_BYTES_MAX, found);
  return page;
}

/** Runs in the page from its beginning on. */
function noteWhenUsable(selector) {
  const watch = new MutationObserver(() => {
    if (!document.querySelector(selector)) return;
    globalThis.usableAt = performance.now();
    watch.disconnect();
  });
  watch.observe(document, { childList: true, subtree: true });
}

function sizeOnTheWire(url) {
  return new Promise((resolve, reject) => {
    const asked = get(url, { headers: { "Accept-Encoding": "gzip" } }, (answer) => {
      let size = 0;
      answer.on("data", (data) => (size += data.length));
      answer.on("end", () => resolve(size));
    });
    asked.on("error", reject);
  });
}
