// Reading the log page by page: which piece of a chat is held, and of how many chats. Pages of one
// chat are asked for one after the other, because each says where the next begins.

import { entryOf } from "./entry.js";

const PAGE = 100;
/** A page can be all reactions; so few entries more are not worth stopping for. */
const ENTRIES_WORTH = 20;
const PAGES_AT_ONCE = 5;
/** So many chats hold entries at a time; the others are what a list shows of them. */
const HELD_MAX = 8;
const QUOTED_MAX = 200;

export class History {
  #chats;
  #wire;
  #turns = new WeakMap();
  /** The chats that hold entries, those read last first. */
  held = [];

  constructor(chats, wire) {
    this.#chats = chats;
    this.#wire = wire;
  }

  latest(it) {
    return this.#load(it, () => it.atEnd || it.window.newest(() => this.#page(it, {})));
  }

  around(it, seq) {
    const before = seq + PAGE / 2;
    const read = () => this.#page(it, { before });
    return this.#load(it, () => it.window.covers(seq) || it.window.part(read));
  }

  older(it) {
    return this.#more(it, {
      isDone: () => it.atStart,
      load: () => it.window.older(() => this.#page(it, { before: it.window.after + 1 })),
    });
  }

  newer(it) {
    return this.#more(it, {
      isDone: () => it.atEnd,
      load: () => it.window.newer(() => this.#page(it, { after: it.window.upto })),
    });
  }

  async message(it, seq) {
    const known = it.find(seq);
    if (known) return known;
    const { events, head } = await this.#page(it, { before: seq + 1 }, 1);
    if (events[0]?.seq !== seq) return null;
    const entry = entryOf(events[0], head);
    if (it.quoted.size >= QUOTED_MAX) it.quoted.delete(it.quoted.keys().next().value);
    it.quoted.set(seq, entry);
    return entry;
  }

  async #load(it, deed) {
    const before = this.#turns.get(it) ?? Promise.resolve();
    const turn = before.catch(() => {}).then(deed);
    this.#turns.set(it, turn);
    await turn;
    it.learnFromEntries();
    this.#hold(it);
    this.#chats.touch(it);
    return it;
  }

  #more(it, { isDone, load }) {
    return this.#load(it, async () => {
      let more = 0;
      for (let pages = 0; pages < PAGES_AT_ONCE && more < ENTRIES_WORTH; pages += 1) {
        if (!it.isLoaded || isDone()) return;
        more += await load();
      }
    });
  }

  #hold(it) {
    this.held = [it, ...this.held.filter((other) => other !== it)];
    for (const old of this.held.splice(HELD_MAX)) old.window.forget();
  }

  async #page(it, where, limit = PAGE) {
    try {
      return await this.#wire.askPatiently({ type: "history", chat: it.id, limit, ...where });
    } catch (refusal) {
      // Nobody has written there yet.
      if (refusal.code !== "unknown_chat" || it.head > 0) throw refusal;
      return { events: [], head: 0, more: false };
    }
  }
}
