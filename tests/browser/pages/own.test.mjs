// What is one's own: a picture, notifications, a number instead of a name.

import assert from "node:assert/strict";
import { test } from "node:test";

import { bounded, house, leave } from "../support/house.mjs";
import { guest, message, write } from "../support/pages.mjs";
import { PASSWORD } from "../support/server.mjs";

const here = house({ "codes.interval_seconds": 0 });

test("a picture is cut to what one sees of it, and others see that", bounded, async () => {
  const { server } = here;
  const anna = await guest(here, "anna");
  const { page } = anna;
  await page.goto(`${server.url}/#/account`);
  const picture = await page.evaluate(async () => {
    // Red on the left, blue on the right.
    const canvas = Object.assign(document.createElement("canvas"), { width: 400, height: 200 });
    const context = canvas.getContext("2d");
    [context.fillStyle] = ["red"];
    context.fillRect(0, 0, 200, 200);
    [context.fillStyle] = ["blue"];
    context.fillRect(200, 0, 200, 200);
    return canvas.toDataURL("image/png").split(",")[1];
  });
  const file = { name: "me.png", mimeType: "image/png", buffer: Buffer.from(picture, "base64") };
  await page.locator("input[type=file]").setInputFiles(file);
  const crop = page.locator("dialog canvas.crop");
  await crop.focus();
  // All the way to the left of the picture, with the keyboard alone.
  for (let step = 0; step < 30; step += 1) await page.keyboard.press("ArrowLeft");
  await page.locator("dialog input[type=range]").fill("2");
  await page.locator("dialog button.main").click();
  await page.locator(".avatar-line .face img").waitFor();
  const { token } = await server.person("bert");
  const { avatar } = await server.call("GET", "/v1/users/@anna", { token });
  const seen = await page.evaluate(async (source) => {
    const image = await createImageBitmap(await (await fetch(source)).blob());
    const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0, 1, 1);
    const [red, , blue] = context.getImageData(0, 0, 1, 1).data;
    return { isSquare: image.width === image.height, isRed: red > 200 && blue < 50 };
  }, avatar);
  assert.deepEqual(seen, { isSquare: true, isRed: true });
  await leave(anna);
});

test("what is no picture is refused in words", bounded, async () => {
  const carl = await guest(here, "carl");
  await carl.page.goto(`${here.server.url}/#/account`);
  const file = { name: "me.png", mimeType: "image/png", buffer: Buffer.from("not a picture") };
  await carl.page.locator("input[type=file]").setInputFiles(file);
  await carl.page.locator(".toast").waitFor();
  assert.equal(await carl.page.locator("dialog").count(), 0);
  await leave(carl);
});

test("notifications are offered once somebody writes, and not before", bounded, async () => {
  const { server } = here;
  const dora = await guest(here, "dora");
  const { page } = dora;
  await page.evaluate(() => {
    globalThis.shown = [];
    let permission = "default";
    globalThis.Notification = class {
      static get permission() {
        return permission;
      }
      static requestPermission() {
        permission = "granted";
        return Promise.resolve(permission);
      }
      constructor(title, { body }) {
        shown.push([title, body]);
      }
    };
    document.hasFocus = () => false;
  });
  const { token } = await server.person("emil");
  const say = (text) => server.call("POST", "/v1/chats/@dora/messages", { token, body: { text } });
  assert.equal(await page.locator(".offer").count(), 0);
  await say("are you there?");
  await page.locator(".offer").getByRole("button", { name: "Yes" }).click();
  await page.locator(".offer").waitFor({ state: "detached" });
  await say("<b>hello</b>");
  await page.waitForFunction(() => shown.length > 0);
  assert.deepEqual(await page.evaluate(() => shown), [["emil", "<b>hello</b>"]]);
  await page.waitForFunction(() => document.title.startsWith("(2) "));
  await leave(dora);
});

test("an account begins with a phone number, too", bounded, async () => {
  const { browser, server } = here;
  const visitor = await browser.visitor(server);
  const page = await visitor.open("/#/sign-up/code");
  await page.locator("[name=login]").fill("+86 138 0013 8000");
  await page.keyboard.press("Enter");
  // On the server itself the page knows the code, and fills it in.
  await page.locator(".inbox .button").click();
  assert.match(await page.locator("[name=code]").inputValue(), /^\d{6}$/);
  await page.locator("[name=username]").fill("fina");
  await page.locator("[name=password]").fill(PASSWORD);
  await page.locator("form button.main").click();
  await page.locator(".side").waitFor();
  await page.goto(`${server.url}/#/account/security`);
  await page.getByText(/138 ?0013 ?8000/).waitFor();
  const { token } = await server.person("gero");
  await server.call("POST", "/v1/chats/@fina/messages", { token, body: { text: "welcome" } });
  await page.locator(".side .row").click();
  await message(page, "welcome").waitFor();
  await write(page, "thank you");
  await message(page, "thank you").locator(".state.sent").waitFor();
  await visitor.leave();
});
