// How quick the web client is, and how much it holds:
//
//   cargo build --release
//   TEAHOUSE_TEST_BINARY=$PWD/target/release/teahouse node tests/browser/measure.mjs [MESSAGES]
//
// Figures for docs/MEASUREMENTS.md, not a test: nothing here fails for being slow.

import { openBrowser } from "./support/browser.mjs";
import { sayMany, signIn } from "./support/house.mjs";
import { message, signIn as signInOnPage } from "./support/pages.mjs";
import { Server } from "./support/server.mjs";

const MANY = Number(process.argv[2] ?? 100_000);
const FEW = 100;
const OPENINGS = 9;
const FRAMES = 600;
/** A fast flick: 7,200 px a second at 60 frames. */
const PIXELS_A_FRAME = 120;
const PAGES = 40;

const browser = await openBrowser();
const server = await Server.open();
try {
  for (const name of ["reader", "many", "few", "talker"]) await server.person(name);
  await say("many", MANY);
  await say("few", FEW);
  const visitor = await browser.visitor(server, { viewport: { width: 1280, height: 800 } });
  const page = await visitor.open("/");
  await signInOnPage(page, "reader");
  await page.locator(".side .row").first().waitFor();
  await openings(visitor);
  await scrolling(page);
  await jumps(page);
  await evening(page);
} finally {
  await browser.close();
  await server.close();
}

async function say(name, count) {
  const visitor = await browser.visitor(server);
  const page = await visitor.openBlank();
  await signIn(page, name);
  await sayMany(page, "@reader", count);
  await visitor.leave();
}

function row(...cells) {
  console.log(`| ${cells.join(" | ")} |`);
}

function ms(time) {
  return Math.round(time);
}

function spread(times) {
  const sorted = [...times].sort((one, other) => one - other);
  const at = (share) => ms(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]);
  return { p50: at(0.5), p99: at(0.99), most: ms(sorted.at(-1)) };
}

/** From following a link to a chat until a message of it is painted. */
async function openings({ context }) {
  const painted = async (isCold) => {
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    if (isCold) await devtools.send("Network.clearBrowserCache");
    await page.goto(`${server.url}/#/c/@many`);
    await page.locator(".msg").first().waitFor();
    const time = await page
      .waitForFunction(() => globalThis.firstMessageAt)
      .then((it) => it.jsonValue());
    await page.close();
    return time;
  };
  await context.addInitScript(noteFirstMessage);
  const [cold, warm] = [[], []];
  for (let turn = 0; turn < OPENINGS; turn += 1) {
    cold.push(await painted(true));
    warm.push(await painted(false));
  }
  console.log(`\nFirst message painted after opening the page, ms (${OPENINGS} times)\n`);
  row("", "p50", "most");
  row("---", "---", "---");
  for (const [name, times] of Object.entries({ "nothing cached": cold, cached: warm })) {
    const { p50, most } = spread(times);
    row(name, p50, most);
  }
}

/** Runs in every page from its beginning on. */
function noteFirstMessage() {
  const look = () => {
    if (!document.querySelector(".msg")) return requestAnimationFrame(look);
    // After the next paint, that is.
    requestAnimationFrame(() => setTimeout(() => (globalThis.firstMessageAt = performance.now())));
  };
  look();
}

async function openChat(page, name) {
  await page.goto(`${server.url}/#/c/@${name}`);
  await page.locator(".talk-head h1").getByText(name).waitFor();
  await page.locator(".msg").first().waitFor();
  if (await page.locator("button.jump").isVisible()) await page.locator("button.jump").click();
  await page.locator("button.jump").waitFor({ state: "hidden" });
}

/** Flicks up and down without end, and looks at what that does to frames and to the page. */
async function scrolling(page) {
  console.log(`\nScrolling ${FRAMES} frames of ${PIXELS_A_FRAME} px\n`);
  row("messages", "frame p50, ms", "p99", "longest", "long tasks", "longest, ms", "rows at most");
  row("---", "---", "---", "---", "---", "---", "---");
  for (const name of ["few", "many"]) {
    await openChat(page, name);
    const seen = await page.evaluate(flick, [FRAMES, PIXELS_A_FRAME]);
    const { p50, p99, most } = spread(seen.frames);
    const longest = ms(Math.max(0, ...seen.tasks));
    row(name === "few" ? FEW : MANY, p50, p99, most, seen.tasks.length, longest, seen.rows);
  }
  const moved = await page.evaluate(stillness, PAGES);
  const most = Math.max(...moved).toFixed(2);
  console.log(`\nWhat is read moves by ${most} px at most while ${PAGES} pages come before it.`);
}

async function flick([frames, pixels]) {
  const log = document.querySelector(".log");
  const tasks = [];
  const watch = new PerformanceObserver((list) =>
    tasks.push(...list.getEntries().map(({ duration }) => duration)),
  );
  watch.observe({ type: "longtask" });
  const times = [];
  let [up, rows, before] = [true, 0, await new Promise(requestAnimationFrame)];
  for (let frame = 0; frame < frames; frame += 1) {
    if (log.scrollTop <= 0) up = false;
    else if (log.scrollTop + log.clientHeight >= log.scrollHeight - 1) up = true;
    log.scrollTop += up ? -pixels : pixels;
    const now = await new Promise(requestAnimationFrame);
    times.push(now - before);
    before = now;
    rows = Math.max(rows, log.querySelectorAll(".msg").length);
  }
  watch.disconnect();
  return { frames: times, tasks, rows };
}

/** By how many pixels the first message in sight moved, for each page that came before it. */
async function stillness(pages) {
  const log = document.querySelector(".log");
  const frame = () => new Promise(requestAnimationFrame);
  const first = () => log.querySelector(".msg")?.dataset.key;
  const moved = [];
  for (let page = 0; page < pages; page += 1) {
    const { top: edge } = log.getBoundingClientRect();
    log.scrollTop = 300;
    const isSeen = (it) => it.getBoundingClientRect().bottom > edge;
    const anchor = [...log.querySelectorAll(".msg")].find(isSeen);
    const { top } = anchor.getBoundingClientRect();
    const before = first();
    for (let wait = 0; first() === before; wait += 1) {
      if (wait > 600) return moved; // It is at the beginning: nothing comes before it.
      await frame();
    }
    await frame();
    moved.push(Math.abs(anchor.getBoundingClientRect().top - top));
  }
  return moved;
}

/** To the middle of a long chat, to its start, and back to its end. */
async function jumps(page) {
  await openChat(page, "many");
  const middle = Math.floor(MANY / 2);
  console.log(`\nJumps in ${MANY} messages, ms until what is there is painted\n`);
  row("to the middle", "to the start", "to the end");
  row("---", "---", "---");
  const times = [];
  for (const seq of [middle, 1, null]) times.push(await page.evaluate(jump, seq));
  row(...times.map(ms));
}

async function jump(seq) {
  const begin = performance.now();
  const [place, name] = location.hash.split("/").slice(1);
  if (seq === null) document.querySelector("button.jump").click();
  else location.hash = `#/${place}/${name}/${seq}`;
  const log = () => document.querySelector(".log")?.getBoundingClientRect();
  const isThere = () => {
    if (seq === null) return document.querySelector("button.jump").hidden;
    const it = document.querySelector(`.msg[data-seq="${seq}"]`)?.getBoundingClientRect();
    return it && it.top >= log().top - 1 && it.bottom <= log().bottom + 1;
  };
  while (!isThere()) await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  return performance.now() - begin;
}

/** An evening of live messages, read as they come. */
async function evening(page) {
  const talker = await browser.visitor(server);
  const blank = await talker.openBlank();
  await signIn(blank, "talker");
  await blank.evaluate(() => tea.send("@reader", "good evening"));
  await openChat(page, "talker");
  const devtools = await page.context().newCDPSession(page);
  const look = async (count) => {
    await message(page, `message ${count}`).waitFor();
    await devtools.send("HeapProfiler.collectGarbage");
    const { usedSize } = await devtools.send("Runtime.getHeapUsage");
    const { nodes } = await devtools.send("Memory.getDOMCounters");
    row(count, (usedSize / 1024 / 1024).toFixed(1), nodes);
  };
  console.log("\nAfter live messages\n");
  row("messages", "JavaScript heap, MiB", "DOM nodes");
  row("---", "---", "---");
  await sayMany(blank, "@reader", 1_000);
  await look(1_000);
  await sayMany(blank, "@reader", 10_000, 1_001);
  await look(10_000);
}
