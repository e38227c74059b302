// Takes the pictures in docs/screenshots anew: node tests/browser/screenshots.mjs

import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";

import { openBrowser } from "./support/browser.mjs";
import { PASSWORD, Server } from "./support/server.mjs";

const FOLDER = resolve(import.meta.dirname, "../../docs/screenshots");
const DESKTOP = { width: 1120, height: 700 };
const PHONE = { width: 390, height: 780 };

const browser = await openBrowser();
const server = await Server.open();
try {
  mkdirSync(FOLDER, { recursive: true });
  await furnish();
  await take("sign-up", { viewport: PHONE, locale: "zh-CN" }, "/", "[name=username]", false);
  await take("room-light", { viewport: DESKTOP, colorScheme: "light" }, "/#/c/%23tasting");
  await take("room-dark", { viewport: DESKTOP, colorScheme: "dark" }, "/#/c/%23tasting");
  await take("list-phone", { viewport: PHONE, colorScheme: "light" }, "/", ".row");
  await take("chat-phone", { viewport: PHONE, colorScheme: "dark" }, "/#/c/@mei");
  await take("account", { viewport: DESKTOP, colorScheme: "light" }, "/#/account", "main h2");
} finally {
  await browser.close();
  await server.close();
}

/** A house with people in it who have talked. */
async function furnish() {
  const people = {};
  for (const name of ["lin", "mei", "oskar", "priya"]) people[name] = await server.person(name);
  const as = (name, method, path, body) =>
    server.call(method, path, { token: people[name].token, body });
  const say = (name, chat, text, more) =>
    as(name, "POST", `/v1/chats/${encodeURIComponent(chat)}/messages`, { text, ...more });
  const shown = { lin: "林 Lin", mei: "梅 Mei", oskar: "Oskar", priya: "Priya" };
  for (const [name, display_name] of Object.entries(shown)) {
    await as(name, "PATCH", "/v1/me", { display_name });
  }
  const room = { slug: "tasting", title: "Saturday tasting", public: true };
  await as("lin", "POST", "/v1/chats", { ...room, members: ["mei", "oskar", "priya"] });
  await say("lin", "@oskar", "Did the kettle arrive?");
  await say("oskar", "@lin", "Yesterday! It holds exactly four cups.");
  await say("priya", "@lin", "I can bring the small cups, if nobody else does");
  await say("mei", "@lin", "明天见！我带一罐今年的龙井。");
  await say("lin", "@mei", "太好了，谢谢！");
  await say("mei", "@lin", "Shall we start with the green ones?");
  await say("lin", "@mei", "Yes, and leave the pu'er for last.", { reply_to: 3 });
  await say("lin", "#tasting", "Five teas this time: two green, an oolong, a black and a pu'er.");
  await say("oskar", "#tasting", "Which oolong?");
  await say("lin", "#tasting", "Dong Ding, from the shop that @priya found.", { reply_to: 6 });
  await say("priya", "#tasting", "Their notes are worth reading: https://example.com/dong-ding");
  await say("mei", "#tasting", "水温呢？绿茶 80 度就好。");
  const bowl = await picture("first-bowl.png");
  await say("oskar", "#tasting", "I have a thermometer now. No more burnt sencha!");
  const { id } = await upload(people.mei, bowl);
  await say("mei", "#tasting", "The first bowl of this year", { attachments: [id] });
  await say("lin", "#tasting", "🍵");
}

/** A bowl of tea, seen from above. */
async function picture(name) {
  const visitor = await browser.visitor(server);
  const page = await visitor.open("/");
  const data = await page.evaluate(drawBowl);
  await visitor.leave();
  return { name, bytes: Buffer.from(data.split(",")[1], "base64") };
}

function drawBowl() {
  const canvas = Object.assign(document.createElement("canvas"), { width: 480, height: 300 });
  const context = canvas.getContext("2d");
  const fill = (style) => Object.assign(context, { fillStyle: style }).fill();
  const shade = (from, to, size) => {
    const made = context.createRadialGradient(210, 120, 10, 240, 150, size);
    made.addColorStop(0, from);
    made.addColorStop(1, to);
    return made;
  };
  const disc = (radius, style) => {
    context.beginPath();
    context.arc(240, 150, radius, 0, 2 * Math.PI);
    fill(style);
  };
  context.rect(0, 0, 480, 300);
  fill(shade("#a9835c", "#6d4d31", 320));
  Object.assign(context, { shadowColor: "#0007", shadowBlur: 24, shadowOffsetY: 10 });
  disc(118, shade("#fbf8ef", "#cfc7b2", 130));
  context.shadowColor = "transparent";
  disc(98, "#e8e0cc");
  disc(92, shade("#c8d36a", "#7f9a2e", 110));
  return canvas.toDataURL("image/png");
}

async function upload({ token }, { name, bytes }) {
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "image/png" };
  const options = { method: "POST", headers, body: bytes };
  return (await fetch(`${server.url}/v1/uploads?name=${name}`, options)).json();
}

async function take(name, look, path, awaited = ".msg", isIn = true) {
  const visitor = await browser.visitor(server, { ...look, reducedMotion: "reduce" });
  const page = await visitor.open("/");
  await page.locator("[name=username]").waitFor();
  if (isIn) {
    await page.goto(`${server.url}/#/sign-in`);
    await page.locator("[name=login]").fill("lin");
    await page.locator("[name=password]").fill(PASSWORD);
    await page.locator("form button.main").click();
    await page.locator(".side").waitFor({ state: "attached" });
    await page.goto(server.url + path);
  }
  await page.locator(awaited).first().waitFor();
  await page.waitForLoadState("networkidle");
  // Back to the end, if what is new begins further up: that is how a chat looks most of the time.
  const jump = page.locator("button.jump");
  if (await jump.isVisible()) await jump.click();
  await page.mouse.move(0, 0);
  await page.screenshot({ path: join(FOLDER, `${name}.png`) });
  await visitor.leave();
}
