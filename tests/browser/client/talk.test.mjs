// teahouse.js alone, in blank pages of the server's origin.

import assert from "node:assert/strict";
import { test } from "node:test";

import { bounded, house, leave, seats } from "../support/house.mjs";

const here = house();

/** What a tab shows of the chat with somebody: texts in their order. */
function texts(page, chat) {
  return page.evaluate(async (name) => {
    const it = await tea.latest(name);
    return it.entries.filter(({ type }) => type === "message").map(({ text }) => text);
  }, chat);
}

test("what one says the other hears, and what becomes of it", bounded, async () => {
  const [anna, bert] = await seats(here, "anna", "bert");
  const sent = await anna.page.evaluate(() => tea.send("@bert", "tea?"));
  assert.equal(sent.state, "sent");
  assert.equal(sent.seq, 1);

  await bert.page.evaluate(() => until(() => heard.some(({ type }) => type === "message")));
  const seen = await bert.page.evaluate(() => {
    const [chat] = tea.list;
    return { unread: chat.unread, with: chat.with.username, last: chat.last.text };
  });
  assert.deepEqual(seen, { unread: 1, with: "anna", last: "tea?" });

  await anna.page.evaluate(() => tea.latest("@bert"));
  await bert.page.evaluate(async () => {
    const chat = await tea.latest("@anna");
    tea.read(chat);
    await tea.send(chat, "yes, @anna", { replyTo: 1 });
    await tea.react(chat, 1, "🍵");
    await tea.edit(chat, 2, "yes please, @anna");
  });
  const folded = await anna.page.evaluate(async () => {
    const chat = await tea.open("@bert");
    await until(() => chat.cursor === 4);
    const [first, second] = chat.entries;
    const { unread, mentions } = chat;
    const readBy = [...chat.readBy.values()];
    return { reactions: first.reactions, second, unread, mentions, readBy };
  });
  assert.deepEqual(folded.reactions, [{ emoji: "🍵", count: 1, mine: false }]);
  assert.equal(folded.second.text, "yes please, @anna");
  assert.equal(folded.second.edited, true);
  assert.equal(folded.second.replyTo, 1);
  assert.deepEqual([folded.unread, folded.mentions, folded.readBy], [1, 1, [2]]);
  // A new page knows it from who has written what.
  const anew = await anna.visitor.openBlank();
  const readBy = await anew.evaluate(async () => {
    tea.connect();
    const chat = await tea.latest("@bert");
    return [...chat.readBy.values()];
  });
  assert.deepEqual(readBy, [2]);

  await bert.page.evaluate(() => tea.remove("@anna", 2));
  const gone = await anna.page.evaluate(async () => {
    const chat = await tea.open("@bert");
    await until(() => chat.find(2).deleted);
    return [chat.find(2).text, chat.last.deleted];
  });
  assert.deepEqual(gone, ["", true]);
  await leave(anna, bert);
});

test(
  "a page read just before an event and one read just after show the same",
  bounded,
  async () => {
    const [carl, dora] = await seats(here, "carl", "dora");
    await carl.page.evaluate(() => tea.send("@dora", "one"));
    // Asked in the same moment, so that pages and events cross each other on the way.
    await carl.page.evaluate(async () => {
      const deeds = [];
      for (let n = 0; n < 20; n += 1) {
        deeds.push(tea.react("@dora", 1, String.fromCodePoint(0x1f34e + n)).catch(() => {}));
      }
      await Promise.all(deeds);
    });
    const shown = await dora.page.evaluate(async () => {
      const chat = await tea.open("@carl");
      const crossing = [];
      for (let n = 0; n < 10; n += 1) {
        const emoji = String.fromCodePoint(0x1f34e + n);
        crossing.push(tea.react(chat, 1, emoji), tea.latest(chat));
        chat.window.forget();
      }
      await Promise.all(crossing);
      return chat.find(1).reactions.map(({ count, mine }) => [count, mine]);
    });
    const fresh = await dora.page.evaluate(async () => {
      const chat = await tea.open("@carl");
      chat.window.forget();
      await tea.latest(chat);
      return chat.entries[0].reactions.map(({ count, mine }) => [count, mine]);
    });
    assert.equal(shown.length, 20);
    assert.deepEqual(shown, fresh);
    await leave(carl, dora);
  },
);

test(
  "over a killed server everything arrives once and in order, on both sides",
  bounded,
  async () => {
    const [emil, fina] = await seats(here, "emil", "fina");
    await emil.page.evaluate(() => tea.send("@fina", "0").then(() => tea.latest("@fina")));
    await fina.page.evaluate(() => tea.latest("@emil"));
    // They go on talking while the server dies and comes back, three times.
    const talk = (page, name) =>
      page.evaluate(async (whom) => {
        const sent = [];
        for (let n = 1; n <= 60; n += 1) {
          sent.push(tea.send(whom, `${tea.account.username} ${n}`));
          await new Promise((done) => setTimeout(done, 20));
        }
        await Promise.all(sent);
      }, name);
    const talks = Promise.all([talk(emil.page, "@fina"), talk(fina.page, "@emil")]);
    for (let kill = 0; kill < 3; kill += 1) {
      await emil.page.evaluate(() => until(isOnline));
      await here.server.kill9();
      await here.server.startAgain();
      await emil.page.evaluate(() => until(() => tea.state.is === "waiting" || isOnline()));
      await Promise.all([emil, fina].map(({ page }) => page.evaluate(() => tea.retryNow())));
    }
    await talks;
    const whole = (page) =>
      page.evaluate(async () => {
        const [chat] = tea.list;
        await until(() => chat.cursor === 121 && chat.atEnd);
        return chat.entries.map(({ seq, text, state }) => ({ seq, text, state }));
      });
    const [ofEmil, ofFina] = await Promise.all([whole(emil.page), whole(fina.page)]);
    assert.deepEqual(ofEmil, ofFina);
    assert.deepEqual(
      ofEmil.map(({ seq }) => seq),
      Array.from({ length: 121 }, (_, n) => n + 1),
    );
    assert.ok(ofEmil.every(({ state }) => state === "sent"));
    for (const name of ["emil", "fina"]) {
      const said = ofEmil.map(({ text }) => text).filter((text) => text.startsWith(name));
      assert.deepEqual(
        said,
        Array.from({ length: 60 }, (_, n) => `${name} ${n + 1}`),
      );
    }
    await leave(emil, fina);
  },
);

test("what is written without a server is sent once, by the next page", bounded, async () => {
  const [gero, hilda] = await seats(here, "gero", "hilda");
  await gero.page.evaluate(() => tea.send("@hilda", "first"));
  await here.server.kill9();
  const echoes = await gero.page.evaluate(async () => {
    await until(() => tea.state.is === "waiting");
    const chat = await tea.open("@hilda");
    tea.send(chat, "second");
    tea.send(chat, "third");
    return chat.echoes.map(({ text, state }) => [text, state]);
  });
  assert.deepEqual(echoes, [
    ["second", "sending"],
    ["third", "sending"],
  ]);
  await gero.page.close();
  await here.server.startAgain();
  // Two pages at once: both find what waits, and it is said once.
  const pages = await Promise.all([gero.visitor.openBlank(), gero.visitor.openBlank()]);
  await Promise.all(
    pages.map((page) =>
      page.evaluate(async () => {
        tea.connect();
        await until(isOnline);
        const [chat] = tea.list;
        await until(() => chat.head === 3 && chat.echoes.length === 0);
      }),
    ),
  );
  await hilda.page.evaluate(() => tea.retryNow());
  await hilda.page.evaluate(() => until(() => isOnline() && tea.list[0]?.head === 3));
  assert.deepEqual(await texts(hilda.page, "@gero"), ["first", "second", "third"]);
  const kept = await pages[0].evaluate(() =>
    Object.keys(localStorage).filter((key) => key.includes("outbox")),
  );
  assert.deepEqual(kept, []);
  await leave(gero, hilda);
});

test("a message that is refused stays, with why, until it is given up", bounded, async () => {
  const [ina, jan] = await seats(here, "ina", "jan");
  await ina.page.evaluate(() => tea.send("@jan", "hello"));
  await jan.page.evaluate((uid) => tea.block(uid), ina.person.uid);
  const refused = await ina.page.evaluate(async () => {
    const code = await tea.send("@jan", "are you there?").catch((refusal) => refusal.code);
    const chat = await tea.latest("@jan");
    const { key, state, refusal } = chat.entries.at(-1);
    return { code, key, state, refusal };
  });
  assert.deepEqual(
    { ...refused, key: null },
    {
      code: "blocked",
      key: null,
      state: "failed",
      refusal: "blocked",
    },
  );
  await jan.page.evaluate((uid) => tea.unblock(uid), ina.person.uid);
  const again = await ina.page.evaluate(async (key) => {
    const chat = await tea.open("@jan");
    tea.retry(chat, key);
    await until(() => chat.entries.at(-1).state === "sent");
    return chat.entries.map(({ text }) => text);
  }, refused.key);
  assert.deepEqual(again, ["hello", "are you there?"]);
  await leave(ina, jan);
});

test("rooms: made, joined, renamed, left, as their logs tell", bounded, async () => {
  const [kuno, lena] = await seats(here, "kuno", "lena");
  const made = await kuno.page.evaluate(async () => {
    const room = await tea.create({ slug: "oolong", title: "Oolong", public: true });
    await tea.send(room, "welcome");
    return { id: room.id, role: room.role, members: room.members, title: room.title };
  });
  assert.deepEqual({ ...made, id: null }, { id: null, role: "owner", members: 1, title: "Oolong" });
  const joined = await lena.page.evaluate(async () => {
    const room = await tea.join("#oolong");
    await until(() => room.title === "Oolong" && room.members === 2);
    await tea.latest(room);
    return { role: room.role, types: room.entries.map(({ type }) => type) };
  });
  assert.deepEqual(joined, { role: "member", types: ["created", "message", "join"] });
  await kuno.page.evaluate(async (id) => {
    await until(() => tea.chats.get(id).members === 2);
    await tea.topic(id, "Oolong and jasmine");
    await tea.kick(id, "@lena");
  }, made.id);
  const out = await lena.page.evaluate(async (id) => {
    await until(() => !tea.chats.has(id));
    const room = await tea.open(id);
    return { title: room.title, role: room.role, last: room.entries.at(-1).type };
  }, made.id);
  assert.deepEqual(out, { title: "Oolong and jasmine", role: null, last: "kick" });
  await leave(kuno, lena);
});

test("history is paged both ways, within a bound, and jumped into", bounded, async () => {
  const [mara, nils] = await seats(here, "mara", "nils");
  await mara.page.evaluate(async () => {
    await Promise.all(Array.from({ length: 500 }, (_, n) => tea.send("@nils", `${n + 1}`)));
  });
  const seen = await nils.page.evaluate(async () => {
    const chat = await tea.latest("@mara");
    const looks = [];
    const look = () => looks.push([chat.entries[0].seq, chat.entries.at(-1).seq, chat.atEnd]);
    look();
    for (let n = 0; n < 4; n += 1) await tea.older(chat);
    look();
    await tea.newer(chat);
    look();
    await tea.around(chat, 20);
    look();
    while (!chat.atEnd) await tea.newer(chat);
    look();
    const seqs = chat.entries.map(({ seq }) => seq);
    return { looks, isGapless: seqs.every((seq, at) => at === 0 || seq === seqs[at - 1] + 1) };
  });
  assert.deepEqual(seen.looks, [
    [401, 500, true],
    [1, 400, false],
    [101, 500, true],
    [1, 69, false],
    [101, 500, true],
  ]);
  assert.ok(seen.isGapless);
  await leave(mara, nils);
});
