// A server and a browser for the tests of one file, and what they all do with them.

import { after, before } from "node:test";

import { openBrowser } from "./browser.mjs";
import { PASSWORD, Server } from "./server.mjs";

/** No test waits for ever for something that does not come. */
export const bounded = { timeout: 90_000 };

/** Opens a house before the tests of this file, with these settings, and closes it after them. */
export function house(settings) {
  const it = {};
  before(async () => {
    [it.browser, it.server] = await Promise.all([openBrowser(), Server.open(settings)]);
  });
  after(async () => {
    await it.browser?.close();
    await it.server?.close();
  });
  return it;
}

/** Signs somebody in on a blank page and waits until it is up to date. */
export function signIn(page, login) {
  return page.evaluate(
    async ([name, password]) => {
      await tea.signIn({ login: name, password });
      tea.connect();
      await until(isOnline);
    },
    [login, PASSWORD],
  );
}

/** Makes accounts, and gives each a browser with a blank page, signed in and connected. */
export function seats({ browser, server }, ...names) {
  const sit = async (name) => {
    const person = await server.person(name);
    const visitor = await browser.visitor(server);
    const page = await visitor.openBlank();
    await signIn(page, name);
    return { person, visitor, page };
  };
  return Promise.all(names.map(sit));
}

export async function leave(...seats) {
  for (const { visitor } of seats) await visitor.leave();
}

/** Has the person of a blank page say "message 1", "message 2" …, much faster than anybody could. */
export function sayMany(page, chat, upto, from = 1) {
  return page.evaluate(
    async ([to, first, last]) => {
      const protocols = ["teahouse.v1", `bearer.${await tea.token()}`];
      const socket = new WebSocket(`${location.origin.replace("http", "ws")}/ws?hold=1`, protocols);
      await new Promise((welcome) => (socket.onmessage = welcome));
      await new Promise((done) => {
        let [next, heard] = [first, 0];
        const sayMore = () => {
          for (; next <= last && next - first - heard < 500; next += 1) {
            socket.send(JSON.stringify({ type: "send", chat: to, text: `message ${next}` }));
          }
        };
        socket.onmessage = () => {
          heard += 1;
          if (heard > last - first) done();
          else sayMore();
        };
        sayMore();
      });
      socket.close();
    },
    [chat, from, upto],
  );
}

/** As in a browser that is told to let pages keep nothing. */
export function blockStorage(visitor) {
  return visitor.context.addInitScript(() => {
    const blocked = {
      get: () => {
        throw new DOMException("blocked", "SecurityError");
      },
    };
    Object.defineProperty(globalThis, "localStorage", blocked);
  });
}
