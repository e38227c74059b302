// One chat as its log makes it: what a list shows of it, and the piece of the log that is held.

import { befall, entryOf } from "./entry.js";
import { Window } from "./window.js";

/** The server counts no more of what calls one by name. */
const MENTIONS_COUNTED_MAX = 100;

export class Chat {
  /** Who types says so again every few seconds; who does not has stopped. */
  static TYPING_MS = 8_000;
  #me;
  #window;
  /** Own messages that are not in the log yet. */
  echoes = [];
  /** The last event that was heard: where a resume goes on. */
  cursor = 0;
  /** Up to where the server knows that it was read. */
  readTold = 0;

  kind = "direct";
  title = "";
  slug = null;
  /** The other one of a direct chat: {uid, username}. */
  with = null;
  public = false;
  closed = false;
  head = 0;
  read = 0;
  unread = 0;
  /** How many of the unread call the reader by name. */
  mentions = 0;
  /** Something has changed in what is not held: only the list can tell how much is unread. */
  isUnsure = false;
  members = 0;
  /** "owner", "moderator", "member"; null while one is not in it. */
  role = null;
  muted = false;
  activeAt = 0;
  /** The last message, as an entry. */
  last = null;
  /** Messages outside the held piece that somebody asked for, by seq. */
  quoted = new Map();
  /** How far that one of the others has read who has read furthest. */
  seen = 0;
  /** How far each of them is known to have read: Map of uid to seq. */
  readBy = new Map();
  /** Who types: Map of uid to {from, until}. */
  typing = new Map();

  constructor(id, me) {
    this.id = id;
    this.#me = me;
    this.#window = new Window(me);
    this.kind = id.startsWith("r:") ? "room" : "direct";
  }

  /** The entries that are held, ascending; behind them own messages that are under way. */
  get entries() {
    const { entries } = this.#window;
    const areNext = this.atEnd || !this.isLoaded;
    return areNext && this.echoes.length > 0 ? [...entries, ...this.echoes] : entries;
  }

  get isLoaded() {
    return this.#window.isLoaded;
  }

  /** Whether the held piece begins with the first entry; whether it ends with the newest. */
  get atStart() {
    return this.#window.atStart;
  }

  get atEnd() {
    return this.#window.isLoaded && this.#window.upto >= this.cursor;
  }

  /** Set to false while somebody reads further up: then live entries push nothing out up there. */
  set follows(follows) {
    this.#window.follows = follows;
  }

  /** For those who load pages. */
  get window() {
    return this.#window;
  }

  /** The entry with this number, if it is held. */
  find(seq) {
    if (this.last?.seq === seq) return this.last;
    return this.#window.find(seq) ?? this.quoted.get(seq) ?? null;
  }

  /** Takes the chat as a list shows it, and goes on from there, whatever was known before. */
  begin(summary) {
    Object.assign(this, { cursor: 0, head: 0, read: 0, seen: 0, unread: 0, mentions: 0 });
    this.#window.forget();
    this.quoted.clear();
    this.summarize(summary);
    this.cursor = this.head;
  }

  /** Takes the chat as a list shows it, as far as no more than that has been heard already. */
  summarize(summary) {
    const { kind, title, slug = null, with: other = null, public: isPublic, closed } = summary;
    const { members, role, muted, active_at: activeAt, head, last } = summary;
    const { read, seen, unread, mentions } = summary;
    Object.assign(this, { kind, title, slug, with: other, public: isPublic, closed });
    Object.assign(this, { role, muted });
    this.readTold = read;
    this.seen = Math.max(this.seen, seen);
    if (other) this.hearRead(other.uid, seen);
    if (head < this.cursor) return;
    Object.assign(this, { members, activeAt, head });
    this.last = last ? (this.#window.find(last.seq) ?? entryOf(last, head)) : null;
    if (read < this.read) return;
    Object.assign(this, { read, unread, mentions, isUnsure: false });
  }

  /**
   * Takes the log's next event. `echo` is the own message that it is about. Returns the entry that
   * it is shown as; null if it is none or was heard before.
   */
  hear(event, echo = null) {
    if (echo) this.echoes = this.echoes.filter((other) => other !== echo);
    if (event.seq <= this.cursor) return null;
    this.cursor = event.seq;
    const isNews = event.seq > this.head;
    if (isNews) this.head = event.seq;
    const called = this.#isCalledBefore(event);
    const entry = this.#window.hear(event, echo);
    for (const other of [this.last, this.quoted.get(event.target)]) {
      if (other && other.seq === event.target) befall(other, event, this.#me);
    }
    if (event.type === "message") this.#hearMessage(event, entry, isNews);
    else if (isNews) {
      this.#hearChange(event);
      this.#recount(event, called);
    }
    return entry;
  }

  #hearMessage(event, entry, isNews) {
    this.typing.delete(event.uid);
    this.last = entry;
    this.activeAt = event.at;
    if (event.uid === this.#me) {
      // Who writes has read what stands above.
      Object.assign(this, { read: event.seq, readTold: event.seq, unread: 0, mentions: 0 });
      return;
    }
    this.hearRead(event.uid, event.seq);
    if (!isNews || event.seq <= this.read) return;
    this.unread += 1;
    if (this.#isCalledBy(event)) this.mentions += 1;
  }

  #isCalledBy({ uid, mentions = [] }) {
    return uid !== this.#me && mentions.includes(this.#me);
  }

  /** Whether the event's target has called the reader so far; null where nobody here knows. */
  #isCalledBefore({ seq, target }) {
    const entry = target && this.find(target);
    return entry && entry.asOf < seq ? this.#isCalledBy(entry) : null;
  }

  /** What is unread may call the reader once it is edited, or cease to; once deleted it is gone. */
  #recount({ type, target, mentions = [] }, called) {
    if (target <= this.read || !["edit", "delete"].includes(type)) return;
    if (type === "delete") this.unread -= 1;
    const calls = type === "edit" && mentions.includes(this.#me);
    if (called === null) this.isUnsure = true;
    else this.mentions += Number(calls) - Number(called);
  }

  #hearChange({ type, uid, user, role, title, slug, public: isPublic }) {
    const whom = user?.uid ?? uid;
    const isMe = whom === this.#me;
    if (type === "created") {
      Object.assign(this, { title, slug: slug ?? null, public: isPublic, members: 1 });
      if (isMe) this.role = "owner";
    } else if (type === "topic") this.title = title;
    else if (type === "closed") this.closed = true;
    else if (type === "role" && isMe) this.role = role;
    else if (type === "join" || type === "invite") {
      this.members += 1;
      if (isMe) this.role = "member";
    } else if (type === "leave" || type === "kick" || type === "ban") {
      this.members -= 1;
      if (isMe) this.role = null;
    }
  }

  /** Somebody has read everything up to `upto`. Says whether that changes anything. */
  hearRead(uid, upto) {
    const before = uid === this.#me ? this.read : (this.readBy.get(uid) ?? 0);
    if (upto <= before) return false;
    if (uid === this.#me) this.#readOn(upto);
    else {
      this.readBy.set(uid, upto);
      this.seen = Math.max(this.seen, upto);
    }
    return true;
  }

  /** What is passed over is no longer unread. */
  #readOn(upto) {
    const from = this.read;
    this.read = upto;
    if (upto >= this.head) {
      Object.assign(this, { unread: 0, mentions: 0, isUnsure: false });
      return;
    }
    const isHeld = this.#window.covers(from + 1) && this.#window.covers(upto);
    const isPassed = ({ type, seq }) => type === "message" && seq > from && seq <= upto;
    const passed = this.#window.entries.filter(isPassed);
    // Of what was deleted nobody here knows whether that was heard, and not counted, already.
    const isKnown = isHeld && !passed.some(({ deleted }) => deleted);
    if (!isKnown || this.mentions >= MENTIONS_COUNTED_MAX) {
      this.isUnsure = true;
      return;
    }
    this.unread -= passed.length;
    this.mentions -= passed.filter((entry) => this.#isCalledBy(entry)).length;
  }

  /** Who has written has read what stands above. */
  learnFromEntries() {
    const { entries } = this.#window;
    for (const { type, uid, seq } of entries) {
      if (type === "message" && uid !== this.#me) this.hearRead(uid, seq);
    }
  }

  hearTyping({ uid, from, on }) {
    if (on) this.typing.set(uid, { from, until: Date.now() + Chat.TYPING_MS });
    else this.typing.delete(uid);
  }

  /** Forgets who has stopped typing without a word. Says whether there was anybody. */
  forgetTyping() {
    const before = this.typing.size;
    for (const [uid, { until }] of this.typing) {
      if (until <= Date.now()) this.typing.delete(uid);
    }
    return this.typing.size < before;
  }
}
