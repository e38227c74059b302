// The example of docs/client.md does what it says.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { bounded, house } from "../support/house.mjs";

const here = house();

test("the client of docs/client.md runs as it stands there", bounded, async () => {
  const { browser, server } = here;
  await Promise.all([server.person("alice"), server.person("bob")]);
  const text = await readFile(new URL("../../../docs/client.md", import.meta.url), "utf8");
  const [, example] = /```js\n(.*?)```/s.exec(text);
  const visitor = await browser.visitor(server);
  const page = await visitor.open("/static/icon.svg");
  const said = [];
  await page.exposeFunction("log", (line) => said.push(line));
  // The policy of the page lets no text become script: it is served as a module of the server.
  const served = { contentType: "text/javascript", body: example };
  await page.route("**/static/example.js", (route) => route.fulfill(served));
  await page.evaluate(() => import("/static/example.js"));
  assert.deepEqual(said, ["alice: hi"]);

  const token = await server.tokenOf("bob");
  await server.call("POST", "/v1/chats/@alice/messages", { token, body: { text: "hello" } });
  while (said.length < 2) await page.evaluate(() => new Promise(requestAnimationFrame));
  assert.equal(said[1], "bob in private: hello");
  await visitor.leave();
});
