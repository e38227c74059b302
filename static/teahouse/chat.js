// One chat as its log makes it: what a list shows of it, and the piece of the log that is held.

import { befall, entryOf } from "./entry.js";
import { Window } from "./window.js";

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
  /** How many of the unread are known to call the reader by name. */
  mentions = 0;
  members = 0;
  /** "owner", "moderator", "member"; null while one is not in it. */
  role = null;
  muted = false;
  activeAt = 0;
  /** The last message, as an entry. */
  last = null;
  /** Messages outside the held piece that somebody asked for, by seq. */
  quoted = new Map();
  /** How far others are known to have read: Map of uid to seq. */
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
    Object.assign(this, { cursor: 0, head: 0, read: 0, unread: 0, mentions: 0 });
    this.#window.forget();
    this.quoted.clear();
    this.summarize(summary);
    this.cursor = this.head;
  }

  /** Takes the chat as a list shows it, as far as no more than that has been heard already. */
  summarize(summary) {
    const { kind, title, slug = null, with: other = null, public: isPublic, closed } = summary;
    const { members, role, muted, active_at: activeAt, head, read, unread, last } = summary;
    Object.assign(this, { kind, title, slug, with: other, public: isPublic, closed });
    Object.assign(this, { role, muted });
    this.readTold = read;
    if (head < this.cursor) return;
    const mentions = unread > 0 && last?.mentions?.includes(this.#me) ? 1 : 0;
    Object.assign(this, { members, activeAt, head });
    this.last = last ? (this.#window.find(last.seq) ?? entryOf(last, head)) : null;
    if (read < this.read) return;
    Object.assign(this, { read, unread, mentions: Math.max(mentions, unread && this.mentions) });
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
    const entry = this.#window.hear(event, echo);
    for (const other of [this.last, this.quoted.get(event.target)]) {
      if (other && other.seq === event.target) befall(other, event, this.#me);
    }
    if (event.type === "message") this.#hearMessage(event, entry, isNews);
    else if (isNews) this.#hearChange(event);
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
    if (event.mentions?.includes(this.#me)) this.mentions += 1;
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
    if (uid !== this.#me) this.readBy.set(uid, upto);
    else {
      this.read = upto;
      const isUnread = ({ type, seq }) => type === "message" && seq > upto;
      if (upto >= this.head) this.unread = 0;
      else if (this.#window.covers(upto + 1)) {
        this.unread = this.#window.entries.filter(isUnread).length;
      }
      if (this.unread === 0) this.mentions = 0;
    }
    return true;
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
