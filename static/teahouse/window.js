// The piece of a chat's log that is held: every entry after `after` up to and with `upto`, bounded.
// Pages extend it at either end, and live events while it reaches the newest.

import { befall, entryOf, isShown } from "./entry.js";

const ENTRIES_MAX = 400;

export class Window {
  #me;
  /** Events that came while a page was under way: it may have been read before they happened. */
  #meanwhile = [];
  #pages = 0;
  entries = [];
  after = 0;
  upto = 0;
  isLoaded = false;
  /** While false, live events do not push out what is at the beginning: somebody reads there. */
  follows = true;

  constructor(me) {
    this.#me = me;
  }

  get atStart() {
    return this.isLoaded && this.after === 0;
  }

  find(seq) {
    let low = 0;
    let high = this.entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.entries[middle].seq < seq) low = middle + 1;
      else high = middle;
    }
    return this.entries[low]?.seq === seq ? this.entries[low] : null;
  }

  covers(seq) {
    return this.isLoaded && seq > this.after && seq <= this.upto;
  }

  /** Takes the log's next event. `echo` is the entry that already stands for it. */
  hear(event, echo = null) {
    if (this.#pages > 0) this.#meanwhile.push([event, echo]);
    return this.#take(event, echo);
  }

  #take(event, echo) {
    if (event.target) {
      const target = this.find(event.target);
      if (target) befall(target, event, this.#me);
    }
    if (!isShown(event)) {
      if (event.seq === this.upto + 1) this.upto = event.seq;
      return null;
    }
    const entry = echo ? Object.assign(echo, entryOf(event), { key: echo.key }) : entryOf(event);
    if (this.covers(event.seq)) return this.#replace(entry, echo);
    if (this.isLoaded && event.seq === this.upto + 1) this.#append(entry);
    return entry;
  }

  /** A page was quicker. What it knows is newer, but who holds the echo goes on holding it. */
  #replace(entry, echo) {
    const known = this.find(entry.seq);
    if (!known || !echo) return known ?? entry;
    this.entries[this.entries.indexOf(known)] = Object.assign(echo, known, { key: echo.key });
    return echo;
  }

  #append(entry) {
    const isFull = this.entries.length >= ENTRIES_MAX;
    if (isFull && !this.follows) return;
    this.entries.push(entry);
    this.upto = entry.seq;
    if (isFull) this.#cutBeginning(Math.floor(ENTRIES_MAX / 4));
  }

  #cutBeginning(count) {
    if (count <= 0) return;
    this.entries.splice(0, count);
    this.after = this.entries[0].seq - 1;
  }

  #cutEnd(count) {
    if (count <= 0) return;
    this.entries.splice(-count, count);
    this.upto = this.entries.at(-1).seq;
  }

  /**
   * Reads a page with `read()`, which answers {events, head, more}, and puts it before the rest.
   * Says, like its sisters, how many entries were in it.
   */
  older(read) {
    return this.#load(read, (entries, { events, more }) => {
      this.entries.unshift(...entries);
      this.after = more && events.length > 0 ? events[0].seq - 1 : 0;
      this.#cutEnd(this.entries.length - ENTRIES_MAX);
    });
  }

  newer(read) {
    return this.#load(read, (entries, { events, head, more }) => {
      this.entries.push(...entries);
      this.upto = more && events.length > 0 ? events.at(-1).seq : Math.max(head, this.upto);
      this.#cutBeginning(this.entries.length - ENTRIES_MAX);
    });
  }

  newest(read) {
    return this.#load(read, (entries, page) => this.#begin(entries, page, page.head));
  }

  /** A page from the middle. */
  part(read) {
    const begin = (entries, page) =>
      this.#begin(entries, page, page.events.at(-1)?.seq ?? page.head);
    return this.#load(read, begin);
  }

  #begin(entries, { events, more }, upto) {
    this.entries = entries;
    this.after = more && events.length > 0 ? events[0].seq - 1 : 0;
    this.upto = upto;
    this.isLoaded = true;
  }

  async #load(read, take) {
    this.#pages += 1;
    try {
      const page = await read();
      const entries = page.events.filter(isShown).map((event) => entryOf(event, page.head));
      const { length } = entries;
      take(entries, page);
      for (const [event, echo] of this.#meanwhile) {
        if (event.seq > page.head) this.#take(event, echo);
      }
      return length;
    } finally {
      this.#pages -= 1;
      if (this.#pages === 0) this.#meanwhile = [];
    }
  }

  forget() {
    this.entries = [];
    this.isLoaded = false;
    this.after = this.upto = 0;
    this.follows = true;
  }
}
