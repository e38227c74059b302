// Two people with a browser each.

import assert from "node:assert/strict";
import { test } from "node:test";

import { bounded, house, leave } from "../support/house.mjs";
import { act, find, guest, message, texts, write } from "../support/pages.mjs";

const here = house();

/** Two who have registered, and have each other's chat before them. */
async function two(first, second) {
  const guests = await Promise.all([guest(here, first), guest(here, second)]);
  await find(guests[0].page, second);
  await find(guests[1].page, first);
  return guests;
}

test("they register, find each other, and talk", bounded, async () => {
  const [anna, bert] = await two("anna", "bert");
  await write(anna.page, "tea?");
  await message(bert.page, "tea?").waitFor();
  await bert.page.locator(".composer textarea").pressSequentially("yes");
  await anna.page
    .getByText(/is typing/)
    .first()
    .waitFor();
  await bert.page.keyboard.press("Enter");
  await message(anna.page, "yes").waitFor();
  // Both read what they see, and are told so.
  await message(anna.page, "tea?").locator(".state.read").waitFor();
  await message(bert.page, "yes").locator(".state.read").waitFor();
  await leave(anna, bert);
});

test("a message is edited, answered, reacted to and deleted before both", bounded, async () => {
  const [carl, dora] = await two("carl", "dora");
  await write(carl.page, "gren tea?");
  await message(dora.page, "gren tea?").waitFor();
  await act(carl.page, "gren tea?", "Edit");
  await write(carl.page, "green tea?");
  await message(dora.page, "green tea?").getByText("edited").waitFor();

  await act(dora.page, "green tea?", "Reply");
  await write(dora.page, "black, please");
  const reply = message(carl.page, "black, please");
  assert.match(await reply.locator(".quote").innerText(), /green tea\?/);

  await act(carl.page, "black, please", "React with 👍");
  await message(dora.page, "black, please").locator(".reaction").getByText("👍").waitFor();
  await dora.page.locator(".reaction").click();
  await carl.page.getByRole("button", { name: "👍, 2 people" }).waitFor();

  await act(carl.page, "green tea?", "Delete");
  await carl.page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await dora.page.getByText("Deleted message").first().waitFor();
  assert.deepEqual(await texts(dora.page), ["Deleted message", "black, please"]);
  assert.match(await reply.locator(".quote").innerText(), /Deleted message/);
  await leave(carl, dora);
});

test("they lose the server, write on, and have everything once and in order", bounded, async () => {
  const { server } = here;
  const [emil, fina] = await two("emil", "fina");
  await write(emil.page, "one");
  await write(fina.page, "two");
  for (const { page } of [emil, fina]) await message(page, "two").waitFor();
  await server.kill9();
  await emil.page.locator(".banner").waitFor();
  await write(emil.page, "three, into the void");
  await write(emil.page, "four, too");
  await emil.page.locator(".state.sending").nth(1).waitFor();
  await server.startAgain();
  for (const { page } of [emil, fina]) {
    const now = page.locator(".banner button");
    await now.click({ timeout: 3000 }).catch(() => {}); // It may have come back by itself.
  }
  for (const { page } of [emil, fina]) {
    await message(page, "four, too").locator(":scope:not(:has(.sending))").waitFor();
    await page.locator(".banner").waitFor({ state: "hidden" });
  }
  await write(fina.page, "five");
  await message(emil.page, "five").waitFor();
  const all = ["one", "two", "three, into the void", "four, too", "five"];
  for (const { page } of [emil, fina]) {
    assert.deepEqual(await texts(page), all);
    await page.reload();
    await message(page, "five").waitFor();
    assert.deepEqual(await texts(page), all);
  }
  await leave(emil, fina);
});

test(
  "what is typed outlives a reload, a lost server and a signed-out session",
  bounded,
  async () => {
    const { server } = here;
    const [gero, hilda] = await two("gero", "hilda");
    await gero.page.locator(".composer textarea").fill("half a thou");
    await gero.page.reload();
    assert.equal(await gero.page.locator(".composer textarea").inputValue(), "half a thou");
    await server.kill9();
    await gero.page.locator(".composer textarea").fill("half a thought");
    await gero.page.locator(".banner").waitFor();
    await server.startAgain();
    await gero.page.reload();
    assert.equal(await gero.page.locator(".composer textarea").inputValue(), "half a thought");
    await leave(gero, hilda);
  },
);

const HOSTILE = [
  `<img src=x onerror="document.title='broken in'">`,
  `<script>document.title = "broken in"</script>`,
  "javascript:alert(1) and http://example.com/%22onmouseover=%22alert(1)",
  "[a link](javascript:alert(1)) &lt;b&gt;bold&lt;/b&gt; ${alert(1)} {{7*7}}",
  "abc \u202e\u2066gnirts desrever\u2069 xyz",
  "zero\u200bwidth\u200djoined\u00adsoft",
  "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!",
  "W".repeat(3999) + "!",
  "🍵".repeat(50),
  "第一行\n\n\n第二行\t制表",
];

test("whatever is written is shown as text", bounded, async () => {
  const { server } = here;
  const [ina, jan] = await two("ina", "jan");
  const token = await server.tokenOf("ina");
  for (const text of HOSTILE) {
    await server.call("POST", "/v1/chats/@jan/messages", { token, body: { text } });
  }
  await message(jan.page, HOSTILE[8]).waitFor();
  await jan.page.waitForFunction(
    (n) => document.querySelectorAll(".msg").length >= n,
    HOSTILE.length,
  );
  const shown = await jan.page
    .locator(".msg .text")
    .evaluateAll((all) => all.map((it) => it.textContent));
  // What would turn the direction of what follows is left out.
  const expected = HOSTILE.map((text) => text.replace(/[\u202a-\u202e]/g, ""));
  assert.deepEqual(shown, expected);
  const inside = await jan.page.evaluate(() => {
    const log = document.querySelector(".log");
    const links = [...log.querySelectorAll("a")].map((a) => [a.protocol, a.rel, a.target]);
    const wide = log.scrollWidth > log.clientWidth;
    return {
      title: document.title,
      active: log.querySelectorAll("img[src=x], script").length,
      links,
      wide,
    };
  });
  assert.doesNotMatch(inside.title, /broken/);
  assert.equal(inside.active, 0);
  assert.equal(inside.wide, false, "nothing makes the page wider");
  for (const [protocol, rel] of inside.links) {
    assert.match(protocol, /^https?:$/);
    assert.match(rel, /noopener/);
  }
  await leave(ina, jan);
});

test("what answers a message that is deleted meanwhile is told so and sent", bounded, async () => {
  const [kira, leon] = await two("kira", "leon");
  await write(leon.page, "sencha or matcha?");
  await act(kira.page, "sencha or matcha?", "Reply");
  const text = kira.page.locator(".composer textarea");
  await text.fill("sencha, and a small");
  await act(leon.page, "sencha or matcha?", "Delete");
  await leon.page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  const told = kira.page.locator(".composer .about .gone");
  await told.getByText("your text will be sent without it").waitFor();
  assert.equal(await text.inputValue(), "sencha, and a small");
  // Nor is it lost when the page is opened anew before it is finished.
  await kira.page.reload();
  await told.waitFor();
  assert.equal(await text.inputValue(), "sencha, and a small");

  await write(kira.page, "sencha, and a small cake");
  const answer = message(leon.page, "sencha, and a small cake");
  await answer.waitFor();
  assert.equal(await answer.locator(".quote").count(), 0);
  await leave(kira, leon);
});

test("an answer written while the server is away outlives the deletion", bounded, async () => {
  const { server } = here;
  const [mona, nils] = await two("mona", "nils");
  const token = await server.tokenOf("nils");
  await write(nils.page, "who is here?");
  await act(mona.page, "who is here?", "Reply");
  // She is cut off, knows of nothing, and answers what is no longer there when it is sent.
  await mona.visitor.context.setOffline(true);
  await server.kill9();
  await mona.page.locator(".banner").waitFor();
  await write(mona.page, "I am");
  await message(mona.page, "I am").locator(".state.sending").waitFor();
  await server.startAgain();
  await server.call("DELETE", "/v1/chats/@mona/messages/1", { token });
  await mona.visitor.context.setOffline(false);
  const now = mona.page.locator(".banner button");
  await now.click({ timeout: 3000 }).catch(() => {}); // It may have come back by itself.
  await message(nils.page, "I am").waitFor();
  await message(mona.page, "I am").locator(".state:not(.sending)").waitFor();
  assert.deepEqual(await texts(nils.page), ["Deleted message", "I am"]);
  await leave(mona, nils);
});

test("what is written over a message deleted meanwhile is sent as a new one", bounded, async () => {
  const { server } = here;
  const [olga, peer] = await two("olga", "peer");
  const token = await server.tokenOf("olga");
  await write(olga.page, "see you at for");
  await message(peer.page, "see you at for").waitFor();
  await act(olga.page, "see you at for", "Edit");
  await olga.page.locator(".composer textarea").fill("see you at four");
  // Her other device deletes it.
  await server.call("DELETE", "/v1/chats/@peer/messages/1", { token });
  const told = olga.page.locator(".composer .about .gone");
  await told.getByText("your text will be sent as a new one").waitFor();
  await olga.page.keyboard.press("Enter");
  await message(peer.page, "see you at four").waitFor();
  assert.deepEqual(await texts(peer.page), ["Deleted message", "see you at four"]);
  await leave(olga, peer);
});

test("what was refused is told by the list, too, and sent again", bounded, async () => {
  const { server } = here;
  const [rita, sven] = await two("rita", "sven");
  await write(rita.page, "hello");
  await message(sven.page, "hello").waitFor();
  const token = await server.tokenOf("sven");
  await server.call("PUT", "/v1/users/@rita/block", { token });
  await write(rita.page, "are you there?");
  await message(rita.page, "are you there?").getByText("You cannot write").waitFor();
  await rita.page.locator(".row .said").getByText("Not sent: are you there?").waitFor();
  await server.call("DELETE", "/v1/users/@rita/block", { token });
  await rita.page.getByRole("button", { name: "Send again" }).click();
  await message(sven.page, "are you there?").waitFor();
  await rita.page.locator(".row .said").getByText("You: are you there?").waitFor();
  await leave(rita, sven);
});

test("a long press opens what can be done with a message", bounded, async () => {
  const { server } = here;
  const touch = { viewport: { width: 390, height: 780 }, hasTouch: true };
  const tina = await guest(here, "tina", touch);
  const { token } = await server.person("udo");
  await server.call("POST", "/v1/chats/@tina/messages", { token, body: { text: "press me" } });
  await tina.page.locator(".side .row").click();
  const press = { pointerType: "touch", bubbles: true, cancelable: true };
  await message(tina.page, "press me")
    .locator(".text")
    .evaluate((it, how) => it.dispatchEvent(new PointerEvent("contextmenu", how)), press);
  await tina.page.getByRole("menuitem", { name: "Reply" }).click();
  await tina.page.locator(".composer .about").getByText("press me").waitFor();
  await leave(tina);
});
