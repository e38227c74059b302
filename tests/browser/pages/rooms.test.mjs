// Rooms, whom one lets in, and what somebody leaves behind who goes.

import assert from "node:assert/strict";
import { test } from "node:test";

import { bounded, house, leave } from "../support/house.mjs";
import { find, guest, message, write } from "../support/pages.mjs";

const here = house();

async function makeRoom({ page }, title) {
  await page.getByRole("button", { name: "New room" }).first().click();
  await page.locator("dialog [name=title]").fill(title);
  await page.locator("dialog button.main").click();
  await page.locator(".composer textarea").waitFor();
}

/** Chooses what is done about the only other member. */
async function aboutTheOther({ page }, action) {
  await page.getByRole("button", { name: "Members" }).click();
  await page.locator(".person .sign").click();
  await page.getByRole("menuitem", { name: action }).click();
}

test(
  "a public room is found and joined; who is banned is out until let in again",
  bounded,
  async () => {
    const [owner, other] = await Promise.all([guest(here, "olive"), guest(here, "otto")]);
    await makeRoom(owner, "Tea & Talk");
    await other.page.locator(".filter input").fill("#");
    await other.page.locator(".found .hit").filter({ hasText: "Tea & Talk" }).click();
    await other.page.getByRole("button", { name: "Join" }).click();
    await write(other.page, "may I?");
    await message(owner.page, "may I?").waitFor();

    await aboutTheOther(owner, "Ban");
    await owner.page.locator("dialog .button.danger").click();
    await other.page.locator(".outside").waitFor();
    assert.equal(await other.page.locator(".side .row").count(), 0);
    await other.page.getByRole("button", { name: "Join" }).click();
    await other.page.locator(".toast").waitFor();

    await owner.page.keyboard.press("Escape");
    await owner.page.getByRole("button", { name: "Lift the ban" }).click();
    await owner.page.locator(".told").filter({ hasText: "lifted the ban" }).waitFor();
    await other.page.getByRole("button", { name: "Join" }).click();
    await other.page.locator(".composer textarea").waitFor();
    await leave(owner, other);
  },
);

test("who signs out on purpose leaves nothing that they had typed", bounded, async () => {
  const [nina, paul] = await Promise.all([guest(here, "nina"), guest(here, "paul")]);
  await find(nina.page, "paul");
  await nina.page.locator(".composer textarea").fill("not for everybody");
  await nina.page.getByRole("button", { name: "Your account and settings" }).click();
  await nina.page.getByRole("menuitem", { name: "Sign out" }).click();
  await nina.page.locator("[name=login]").waitFor();
  const kept = await nina.page.evaluate(() => JSON.stringify({ ...localStorage }));
  assert.ok(!kept.includes("not for everybody"), kept);
  await leave(nina, paul);
});

test("what the list shows already is not found a second time", bounded, async () => {
  const { server } = here;
  const { token } = await server.person("quinn");
  const room = { slug: "quince", title: "Quince and tea", public: true };
  await server.call("POST", "/v1/chats", { token, body: room });
  const rosa = await guest(here, "rosa");
  const { page } = rosa;
  await page.locator(".filter input").fill("quin");
  await page.locator(".found .hit").filter({ hasText: "quinn" }).waitFor();
  await page.locator(".found .hit").filter({ hasText: "Quince" }).click();
  await page.getByRole("button", { name: "Join" }).click();
  await page.locator(".composer textarea").waitFor();
  await page.locator(".filter input").fill("quin");
  await page.locator(".found .hit").filter({ hasText: "quinn" }).waitFor();
  assert.equal(await page.locator(".side .row").filter({ hasText: "Quince" }).count(), 1);
  assert.equal(await page.locator(".found .hit").filter({ hasText: "Quince" }).count(), 0);
  await leave(rosa);
});

test("whatever somebody, a room or a file is called is shown as text", bounded, async () => {
  const { server } = here;
  const [ruth, sven] = await Promise.all([guest(here, "ruth"), guest(here, "sven")]);
  const markup = `<img src=x onerror="window.broken=1">`;
  const token = await server.tokenOf("ruth");
  const profile = { display_name: markup, intro: markup };
  await server.call("PATCH", "/v1/me", { token, body: profile });
  const room = { title: markup, members: ["sven"] };
  const { chat } = await server.call("POST", "/v1/chats", { token, body: room });
  const file = await fetch(`${server.url}/v1/uploads?name=${encodeURIComponent(markup)}`, {
    method: "POST",
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "text/html" },
    body: markup,
  });
  const said = { text: markup, attachments: [(await file.json()).id] };
  await server.call("POST", `/v1/chats/${chat}/messages`, { token, body: said });

  await sven.page.locator(".filter input").fill("ruth");
  await sven.page.locator(".found .hit").filter({ hasText: markup }).first().waitFor();
  await sven.page.locator(".filter input").fill("");
  await sven.page.locator(".side .row").filter({ hasText: markup }).click();
  await message(sven.page, markup).waitFor();
  await sven.page.locator(".msg .files").filter({ hasText: markup }).waitFor();
  for (const { page } of [ruth, sven]) {
    const inside = await page.evaluate(() => ({
      images: document.querySelectorAll("img[src=x]").length,
      broken: window.broken ?? null,
    }));
    assert.deepEqual(inside, { images: 0, broken: null });
  }
  await leave(ruth, sven);
});
