// What opens over a conversation, by what axe-core knows: dialogs, menus, what is found, and the
// banner of a server that is away. Each is looked at as it stands before somebody who uses it.

import { test } from "node:test";

import { checkState, LOOKS } from "../support/axe.mjs";
import { bounded, house, leave } from "../support/house.mjs";
import { act, find, guest, message, write } from "../support/pages.mjs";

const here = house();

let guests = 0;
const nextName = () => `over${(guests += 1)}`;

/** Names in the languages of the looks. */
const NEW_ROOM = /^(New room|新建聊天室|新建房间)$/;
const PIN = /^(Pin|置顶)$/;
const PINS = /^(Pinned messages|置顶消息)$/;

/** Chooses from what can be done with the chat as a whole. */
async function actOnChat(page, action) {
  await page.locator(".talk-head [aria-haspopup=menu]").click();
  await page.getByRole("menuitem", { name: action }).click();
}

async function closed(page) {
  await page.keyboard.press("Escape");
  await page.locator("dialog[open]").waitFor({ state: "detached" });
}

for (const [look, options] of Object.entries(LOOKS)) {
  const still = { ...options, reducedMotion: "reduce" };
  const check = (page, state) => checkState(page, `${look}: ${state}`);

  test(`what opens over a chat violates nothing (${look})`, bounded, async () => {
    const { server } = here;
    const { username: other, token } = await server.person(nextName());
    const it = await guest(here, nextName(), still);
    const { page } = it;
    const chat = `/v1/chats/@${it.username}`;
    await server.call("PATCH", "/v1/me", { token, body: { intro: "Pours the first cup." } });
    await find(page, other);
    await write(page, "green tea, with roasted rice");
    await page.locator(".state.sent, .state.read").first().waitFor();
    await server.call("POST", `${chat}/messages`, { token, body: { text: "tea! ".repeat(100) } });
    await page.locator(".msg").nth(1).waitFor();

    await page.locator(".talk-head > button.sign").first().click();
    const words = page.locator("dialog.tall input[type=search]");
    await words.fill("tea");
    await page.locator(".found-one").nth(1).waitFor();
    await check(page, "what was found");
    await words.fill("coffee");
    await page.locator("dialog.tall [role=status]:not(:empty)").waitFor();
    await check(page, "nothing found");
    await words.fill(""); // Or else Escape empties the field, and the next one closes.
    await closed(page);

    await page.locator(".about-chat").click();
    await page.locator("dialog .intro").waitFor();
    await check(page, "somebody's card");
    await closed(page);

    await page.locator(".composer [aria-haspopup=dialog]").click();
    await page.locator("dialog.emoji-picker").waitFor();
    await check(page, "the emoji");
    await closed(page);

    await actOnChat(page, PINS);
    await page.locator("dialog.sheet [role=status]:not(:empty)").waitFor();
    await closed(page);
    await act(page, "green tea, with roasted rice", PIN);
    await page.locator(".pinned").first().waitFor();
    await actOnChat(page, PINS);
    await page.locator("dialog .found-one").waitFor();
    await check(page, "what is pinned");
    await closed(page);

    await page.locator(".talk-head [aria-haspopup=menu]").click();
    await page.getByRole("menuitem").first().waitFor();
    await check(page, "the chat's menu");
    await closed(page);
    await leave(it);
  });

  test(`making a room and seeing who is in it violates nothing (${look})`, bounded, async () => {
    const { server } = here;
    const { username: other } = await server.person(nextName());
    const it = await guest(here, nextName(), still);
    const { page } = it;
    await page.getByRole("button", { name: NEW_ROOM }).first().click();
    await page.locator("dialog [name=title]").fill(`Tea with ${other}`);
    await check(page, "a new room");
    await page.locator("dialog .picker input").fill(other);
    await page.locator("dialog .hits .hit").first().waitFor();
    await check(page, "whom to invite");
    await page.locator("dialog .hits .hit").first().click();
    await page.locator("dialog .chip").waitFor();
    await check(page, "somebody chosen");
    await page.locator("dialog button.main").click();
    await page.locator(".composer textarea").waitFor();
    await check(page, "an empty room");
    await page.locator(".about-chat").click();
    await page.locator("dialog .members .person").first().waitFor();
    await check(page, "the members");
    await leave(it);
  });

  test(`a server that is away leaves a page that violates nothing (${look})`, bounded, async () => {
    const { server } = here;
    const { username: other } = await server.person(nextName());
    const it = await guest(here, nextName(), still);
    const { page } = it;
    await find(page, other);
    await server.kill9();
    try {
      await page.locator(".banner").waitFor();
      await write(page, "into the void");
      await message(page, "into the void").locator(".state.sending").waitFor();
      await check(page, "the banner");
    } finally {
      await server.startAgain();
    }
    await leave(it);
  });
}
