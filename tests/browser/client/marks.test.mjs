// What is unread, what of it calls one by name, and what the others have read: right from the list on.

import assert from "node:assert/strict";
import { test } from "node:test";

import { bounded, house, leave, seats } from "../support/house.mjs";

const here = house();

const sayAll = (page, to, texts) =>
  page.evaluate(
    async ([name, all]) => {
      for (const text of all) await tea.send(name, text);
    },
    [to, texts],
  );

/** A new page of somebody, as soon as it is connected. */
async function anew({ visitor }) {
  const page = await visitor.openBlank();
  await page.evaluate(() => {
    tea.connect();
    return until(isOnline);
  });
  return page;
}

const counts = (page) => page.evaluate(() => [tea.list[0].unread, tea.list[0].mentions]);
const seen = (page) => page.evaluate(() => tea.list[0].seen);

/** Until the page counts so: elsewhere something is still on its way. */
const comesTo = (page, unread, mentions) =>
  page.evaluate(
    ([ofAll, ofCalls]) =>
      until(() => tea.list[0].unread === ofAll && tea.list[0].mentions === ofCalls),
    [unread, mentions],
  );

test("what was read, and what calls one, a new page knows at once", bounded, async () => {
  const [anna, bert] = await seats(here, "anna", "bert");
  await sayAll(anna.page, "@bert", ["one", "two, @bert", "three", "four, @bert", "five"]);
  let [his, other] = [await anew(bert), await anew(bert)];
  assert.deepEqual(await counts(his), [5, 2]);
  // Nothing of the chat is held: the list tells what is left.
  await his.evaluate(() => tea.read("@anna", 3));
  for (const page of [his, other]) await comesTo(page, 2, 1);
  // What is held is counted here.
  const left = await his.evaluate(async () => {
    const chat = await tea.latest("@anna");
    tea.read(chat, 4);
    return [chat.unread, chat.mentions];
  });
  assert.deepEqual(left, [1, 0]);
  await comesTo(other, 1, 0);
  assert.equal(await seen(await anew(anna)), 4);
  await other.evaluate(() => tea.read("@anna"));
  for (const page of [his, other]) await comesTo(page, 0, 0);
  await anna.page.evaluate(() => until(() => tea.list[0].seen === 5));
  await leave(anna, bert);
});

test(
  "an edit calls somebody, or ceases to; what is deleted calls nobody and is not unread",
  bounded,
  async () => {
    const [carl, dora] = await seats(here, "carl", "dora");
    await sayAll(carl.page, "@dora", ["one", "two", "@dora"]);
    const [holds, holdsNothing] = [await anew(dora), await anew(dora)];
    await holds.evaluate(() => tea.latest("@carl"));
    const both = async (unread, mentions) => {
      for (const page of [holds, holdsNothing]) await comesTo(page, unread, mentions);
      assert.deepEqual(await counts(await anew(dora)), [unread, mentions]);
    };
    await both(3, 1);
    await carl.page.evaluate(() => tea.edit("@dora", 1, "one, @dora"));
    await both(3, 2);
    await carl.page.evaluate(() => tea.edit("@dora", 3, "three"));
    await both(3, 1);
    await carl.page.evaluate(() => tea.remove("@dora", 1));
    await both(2, 0);
    // Of the two that are left, one has been read; between them is what was deleted.
    await carl.page.evaluate(() => tea.send("@dora", "four"));
    await both(3, 0);
    await carl.page.evaluate(() => tea.remove("@dora", 3));
    await both(2, 0);
    await holds.evaluate(() => tea.read("@carl", 3));
    await both(1, 0);
    await holds.evaluate(() => tea.read("@carl"));
    await carl.page.evaluate(() => tea.edit("@dora", 2, "two, @dora"));
    await both(0, 0);
    const shown = await (
      await anew(dora)
    ).evaluate(async (uid) => {
      const chat = await tea.latest("@carl");
      return chat.find(2).mentions.includes(uid);
    }, dora.person.uid);
    assert.ok(shown, "an edited message says whom it calls now");
    await leave(carl, dora);
  },
);

test("in a room one's message was read when somebody has read it", bounded, async () => {
  const [emil, fina, gero] = await seats(here, "emil", "fina", "gero");
  const id = await emil.page.evaluate(async () => {
    const room = await tea.create({ slug: "oolong", title: "Oolong", public: true });
    return room.id;
  });
  for (const { page } of [fina, gero]) await page.evaluate((room) => tea.join(room), id);
  await sayAll(emil.page, id, ["one", "two"]);
  assert.equal(await seen(await anew(emil)), 0);
  const seenBecomes = (page, upto) =>
    page.evaluate((to) => until(() => tea.list[0].seen === to), upto);
  await fina.page.evaluate((room) => tea.read(room, 4), id);
  await seenBecomes(emil.page, 4);
  await gero.page.evaluate((room) => tea.read(room, 5), id);
  await seenBecomes(emil.page, 5);
  assert.equal(await seen(await anew(emil)), 5);
  await leave(emil, fina, gero);
});
