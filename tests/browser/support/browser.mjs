// Headless Chromium, and pages that hold what every page has to: no error on the console, no request
// to another origin.

import assert from "node:assert/strict";
import { chromium } from "playwright-core";

const CHROMIUM = process.env.TEAHOUSE_TEST_CHROMIUM ?? "/usr/bin/chromium";
/** Longer than anything takes that works. */
const PATIENCE_MS = 20_000;

/** What a page does not do to be out of order: the tests bring it about. */
const EXPECTED = [
  /net::ERR_(CONNECTION_REFUSED|CONNECTION_RESET|INTERNET_DISCONNECTED)/,
  /WebSocket connection to .* failed/,
  /the server responded with a status of 4(00|01|03|04|09|13|29)/,
];

export async function openBrowser() {
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ["--no-sandbox", "--disable-dev-shm-usage"],
  });
  return new Browser(browser);
}

class Browser {
  #browser;

  constructor(browser) {
    this.#browser = browser;
  }

  close() {
    return this.#browser.close();
  }

  /** Somebody's browser: cookies, storage and tabs of its own. */
  async visitor(server, options = {}) {
    const context = await this.#browser.newContext({ locale: "en-GB", ...options });
    context.setDefaultTimeout(PATIENCE_MS);
    return new Visitor(context, server);
  }
}

class Visitor {
  #wrong = [];

  constructor(context, server) {
    this.context = context;
    this.server = server;
    context.on("request", (request) => {
      const url = new URL(request.url());
      const isOurs = url.origin === server.url || ["data:", "blob:"].includes(url.protocol);
      if (!isOurs) this.#wrong.push(`asked ${url.origin}`);
    });
    context.on("console", (message) => {
      const text = message.text();
      const isExpected = EXPECTED.some((expected) => expected.test(text));
      if (message.type() === "error" && !isExpected) this.#wrong.push(text);
    });
    context.on("weberror", (error) => this.#wrong.push(error.error().stack));
  }

  /** A tab at a path of the server. */
  async open(path = "/") {
    const page = await this.context.newPage();
    await page.goto(this.server.url + path);
    return page;
  }

  /** A tab of the server's origin that holds nothing but the client, as `tea`. */
  async openBlank(options = {}) {
    // A picture is a page without scripts of its own, and under the policy of every page.
    const page = await this.open("/static/icon.svg");
    await page.evaluate(async (given) => {
      const { Teahouse, Chat } = await import("/static/teahouse.js");
      const tea = new Teahouse(given);
      const heard = [];
      for (const type of ["message", "state", "signed-in", "signed-out"]) {
        tea.addEventListener(type, ({ detail }) => heard.push({ type, ...detail }));
      }
      /** Resolves when `holds` does, asked whenever something has happened. */
      const until = (holds) =>
        new Promise((resolve, reject) => {
          const look = () => {
            try {
              if (holds()) resolve();
            } catch (error) {
              reject(error);
            }
          };
          const types = ["state", "chats", "chat", "message", "typing", "presence", "signed-out"];
          for (const type of types) tea.addEventListener(type, look);
          look();
        });
      const isOnline = () => tea.state.is === "online";
      Object.assign(globalThis, { tea, Chat, heard, until, isOnline });
    }, options);
    return page;
  }

  /** Asserts that nothing was out of order, and leaves. */
  async leave() {
    await this.context.close();
    assert.deepEqual(this.#wrong, []);
  }
}
