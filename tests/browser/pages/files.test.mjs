// Files in messages: from a chooser, the clipboard and a hand, seen and saved by another.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { checkState } from "../support/axe.mjs";
import { bounded, house, leave } from "../support/house.mjs";
import { find, guest, message, write } from "../support/pages.mjs";

const here = house({ "uploads.file_mebibytes_max": 1 });

/** A red square, 40 by 30. */
const PICTURE = Buffer.from(
  await (async () => {
    const { deflateSync, crc32 } = await import("node:zlib");
    const chunk = (type, data) => {
      const body = Buffer.concat([Buffer.from(type), data]);
      const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
      length.writeUInt32BE(data.length);
      sum.writeUInt32BE(crc32(body));
      return Buffer.concat([length, body, sum]);
    };
    const head = Buffer.from([0, 0, 0, 40, 0, 0, 0, 30, 8, 2, 0, 0, 0]);
    const line = Buffer.concat([Buffer.from([0]), Buffer.alloc(120, Buffer.from([200, 0, 0]))]);
    const lines = Buffer.concat(Array.from({ length: 30 }, () => line));
    const sign = Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]);
    const end = chunk("IEND", Buffer.alloc(0));
    return Buffer.concat([sign, chunk("IHDR", head), chunk("IDAT", deflateSync(lines)), end]);
  })(),
);

const png = { name: "tea.png", mimeType: "image/png", buffer: PICTURE };
const page = {
  name: "<b>photo\u202egnp.html",
  mimeType: "text/html",
  buffer: Buffer.from("<script>alert(1)</script>"),
};

async function two(first, second) {
  const guests = await Promise.all([guest(here, first), guest(here, second)]);
  await find(guests[0].page, second);
  await find(guests[1].page, first);
  return guests;
}

const choose = ({ page }, ...files) =>
  page.locator(".composer input[type=file]").setInputFiles(files);
const arrived = ({ page }, n) => page.locator(`.attaching li:nth-child(${n}) .quiet`).waitFor();

test("a picture is seen by the other, a file is saved", bounded, async () => {
  const [anna, bert] = await two("anna", "bert");
  await choose(anna, png, page);
  await Promise.all([arrived(anna, 1), arrived(anna, 2)]);
  await checkState(anna.page, "files");
  await anna.page.locator(".composer .send").click();

  const shown = bert.page.locator(".msg .picture img");
  await shown.waitFor();
  assert.equal(await shown.getAttribute("alt"), "tea.png");
  await shown.evaluate((it) => it.decode());
  assert.deepEqual(await shown.evaluate((it) => [it.naturalWidth, it.naturalHeight]), [40, 30]);
  // Its own copy is there, too, although nothing but an acknowledgement came back.
  await anna.page.locator(".msg .picture img").waitFor();
  await bert.page.locator(".row .said").getByText("📎 tea.png").waitFor();

  const chip = bert.page.locator(".msg .file");
  assert.equal(await chip.locator(".clip").innerText(), "<b>photognp.html");
  const saving = bert.page.waitForEvent("download");
  await chip.click();
  const saved = await saving;
  assert.deepEqual(await readFile(await saved.path()), page.buffer);
  await checkState(bert.page, "files");

  await bert.page.locator(".msg .picture").click();
  const viewer = bert.page.getByRole("dialog", { name: "tea.png" });
  await viewer.locator("img").waitFor();
  await bert.page.keyboard.press("Escape");
  await viewer.waitFor({ state: "detached" });
  await leave(anna, bert);
});

test("what cannot be sent says why, and a message waits for its files", bounded, async () => {
  const [carl, dora] = await two("carl", "dora");
  const large = { name: "large.bin", mimeType: "", buffer: Buffer.alloc(1_100_000) };
  await choose(carl, large);
  const failed = carl.page.locator(".attaching li.failed");
  await failed.getByText("That is too large.").waitFor();
  await carl.page.locator(".composer textarea").fill("with a file");
  assert.ok(await carl.page.locator(".composer .send").isDisabled());
  await failed.getByRole("button", { name: "Remove large.bin" }).click();
  await write(carl.page, "without");
  await message(dora.page, "without").waitFor();

  // Without a connection it is told; with one it goes again, and a draft keeps what has arrived.
  await carl.visitor.context.setOffline(true);
  await choose(carl, png);
  await failed.getByText("The server cannot be reached.").waitFor();
  await carl.visitor.context.setOffline(false);
  await failed.getByRole("button", { name: "Send tea.png again" }).click();
  await arrived(carl, 1);
  await carl.page.reload();
  await arrived(carl, 1);
  await write(carl.page, "here it is");
  const told = message(dora.page, "here it is");
  await told.locator(".picture img").waitFor();
  assert.equal(await carl.page.locator(".attaching li").count(), 0);
  await leave(carl, dora);
});

test("what shows files comes with the first, also when it could not at once", bounded, async () => {
  const [gerd, hanna] = await two("gerd", "hanna");
  await choose(gerd, png);
  await arrived(gerd, 1);
  await write(gerd.page, "look");
  await message(gerd.page, "look").locator(".picture img").waitFor();

  const part = "**/static/app/talk/files.js";
  await hanna.visitor.context.route(part, (route) => route.abort("connectionrefused"));
  await hanna.page.reload();
  const again = hanna.page.locator(".msg .files").getByRole("button", { name: "Try again" });
  await again.waitFor();
  await hanna.visitor.context.unroute(part);
  await again.click();
  await message(hanna.page, "look").locator(".picture img").waitFor();
  await leave(gerd, hanna);
});

test("files are pasted and dropped", bounded, async () => {
  const [elsa, fred] = await two("elsa", "fred");
  const give = (type, selector) =>
    elsa.page.locator(selector).evaluate(
      (target, [kind, bytes]) => {
        const data = new DataTransfer();
        data.items.add(new File([new Uint8Array(bytes)], `${kind}.png`, { type: "image/png" }));
        const how = { bubbles: true, cancelable: true };
        const event =
          kind === "paste"
            ? new ClipboardEvent(kind, { ...how, clipboardData: data })
            : new DragEvent(kind, { ...how, dataTransfer: data });
        target.dispatchEvent(event);
      },
      [type, [...PICTURE]],
    );
  await give("paste", ".composer textarea");
  await arrived(elsa, 1);
  await give("drop", ".log");
  await arrived(elsa, 2);
  await elsa.page.locator(".composer textarea").press("Enter");
  await fred.page.locator(".msg .picture img").nth(1).waitFor();
  await leave(elsa, fred);
});
