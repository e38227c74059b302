// What people do on the pages, by what they see there: labels in English, so visitors come with an
// English browser unless a test is about another language.

import { PASSWORD } from "./server.mjs";

/** Registers on the page that a stranger is shown. */
export async function signUp(page, username) {
  await page.locator("[name=username]").fill(username);
  await page.locator("[name=password]").fill(PASSWORD);
  await page.locator("form button.main").click();
  await page.locator(".side").waitFor();
}

export async function signIn(page, login, password = PASSWORD) {
  await page.goto(`${new URL(page.url()).origin}/#/sign-in`);
  await page.locator("[name=login]").fill(login);
  await page.locator("[name=password]").fill(password);
  await page.locator("form button.main").click();
}

/** Somebody's browser with a tab in which they are in. */
export async function guest({ browser, server }, username, options) {
  const visitor = await browser.visitor(server, options);
  const page = await visitor.open("/");
  await signUp(page, username);
  return { visitor, page, username };
}

/** Looks somebody up and opens the chat with them. */
export async function find(page, username) {
  await page.locator(".filter input").fill(username);
  await page.locator(".found .hit").filter({ hasText: username }).first().click();
  await page.locator(".composer textarea").waitFor();
}

export async function write(page, text) {
  await page.locator(".composer textarea").fill(text);
  await page.locator(".composer .send").click();
}

/** The message on the page that says exactly this. */
export function message(page, text) {
  const says = page.locator(".text").getByText(text, { exact: true });
  return page.locator(".msg").filter({ has: says });
}

export function texts(page) {
  return page.locator(".log .msg .text").allInnerTexts();
}

/** Chooses from a message's menu. */
export async function act(page, text, action) {
  const about = message(page, text);
  await about.hover();
  await about.locator(".more").click();
  await page.getByRole("menuitem", { name: action }).click();
}
