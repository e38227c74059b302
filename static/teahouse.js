// The JavaScript client of Teahouse: accounts, and the chat kept up to date. No page, no framework,
// no build step. What it can do, with an example, is in docs/client.md; accounts are in
// teahouse/account.js, what a chat shows in teahouse/chat.js, its entries in teahouse/entry.js.
//
// Whatever is named `chat` is a Chat, its id ("d:1:2", "r:5"), "@bob" or "#tea". What fails rejects
// with a Problem (REST) or a Refusal (socket); both have `code` and `retryAfter`.
//
// Events, with what they tell in `detail`: state; chats (the list has changed); chat {chat} (it has
// changed); message {chat, entry} (somebody else has just written); typing {chat}; presence {uid};
// clock {skew}; account {account}; signed-in {why}; signed-out {why: asked, elsewhere, ended,
// deleted}.

import { Account } from "./teahouse/account.js";
import { Chat } from "./teahouse/chat.js";
import { entryOf } from "./teahouse/entry.js";
import { Problem, Refusal } from "./teahouse/errors.js";
import { Outbox } from "./teahouse/outbox.js";
import { Wire } from "./teahouse/wire.js";

export { Chat, Problem, Refusal };

const PAGE = 100;
/** A page can be all reactions; so few entries more are not worth stopping for. */
const ENTRIES_WORTH = 20;
const PAGES_AT_ONCE = 5;
/** So many chats hold entries at a time; the others are what a list shows of them. */
const LOADED_MAX = 8;
const QUOTED_MAX = 200;
const SUMMARIES_MAX = 200;
const TYPING_EVERY_MS = 3_000;
const READ_EVERY_MS = 300;

export class Teahouse extends Account {
  #wire;
  #outbox = null;
  #seen = new Map();
  #loaded = [];
  #turns = new WeakMap();
  #watched = new Set();
  #changed = new Set();
  #readers = new Set();
  #readTimer = null;
  #summarized = null;
  #isAsking = false;
  /** Map of id to Chat: those one is in. */
  chats = new Map();
  /** Map of uid to {username, online, lastSeen}, of those who are watched. */
  presence = new Map();
  /** What the server takes: {frame, text, rate, burst}. */
  limits = null;
  /** Milliseconds by which the server's clock is ahead of ours. */
  skew = 0;

  /**
   * `url` of another server than the page's; `name`, with which everything kept begins; `storage` in
   * place of localStorage (null: memory only); `WebSocket` where there is none.
   */
  constructor(options = {}) {
    super(options);
    this.#wire = new Wire({
      address: `${this.url.replace(/^http/, "ws")}/ws?hold=1`,
      token: () => this.token(),
      probe: () => this.me(),
      WebSocket: options.WebSocket ?? globalThis.WebSocket,
      on: {
        welcome: (frame) => this.#welcome(frame),
        frame: (frame, asked) => this.#hear(frame, asked),
        state: () => this.#stateChanged(),
        ended: () => this.end(),
      },
    });
    globalThis.addEventListener?.("online", () => this.retryNow());
    globalThis.document?.addEventListener("visibilitychange", () => {
      if (document.visibilityState !== "visible") return;
      this.retryNow();
      this.#wire.check(5_000);
    });
  }

  /** {is: "offline" | "connecting" | "online" | "waiting", why, nextTryAt}. */
  get state() {
    return this.#wire.state;
  }

  /** The chats one is in, the most recently active first. */
  get list() {
    return [...this.chats.values()].sort((one, other) => other.activeAt - one.activeAt);
  }

  /** The server's time. */
  now() {
    return Date.now() + this.skew;
  }

  /** Connects, and stays connected until `disconnect` or until the session ends. */
  connect() {
    if (!this.isSignedIn) return;
    if (this.#outbox === null) this.#recover();
    this.#wire.open();
  }

  disconnect() {
    this.#wire.close();
  }

  retryNow() {
    this.#wire.retryNow();
  }

  // -- Reading --

  /**
   * The chat behind a name, also one that one is not in or that nobody has written to yet. Its
   * entries come with `latest` or `around`.
   */
  async open(chat) {
    const known = this.#known(chat);
    if (known) return known;
    const name = String(chat);
    if (name.startsWith("@") || name.startsWith("d:")) return this.#openDirect(name);
    const summary = await this.get(`/v1/chats/${encodeURIComponent(name)}`);
    const opened = this.#known(summary.chat) ?? this.#newChat(summary.chat);
    if (!this.chats.has(opened.id)) opened.begin(summary);
    return opened;
  }

  /** Holds the newest entries. */
  latest(chat) {
    return this.#load(chat, (it) => it.atEnd || it.window.newest(() => this.#page(it, {})));
  }

  /** Holds the entries around one of them. */
  around(chat, seq) {
    const before = seq + PAGE / 2;
    const around = (it) =>
      it.window.covers(seq) || it.window.part(() => this.#page(it, { before }));
    return this.#load(chat, around);
  }

  /** Holds more entries before the first one, if there are any. */
  older(chat) {
    return this.#more(chat, {
      isDone: (it) => it.atStart,
      load: (it) => it.window.older(() => this.#page(it, { before: it.window.after + 1 })),
    });
  }

  /** Holds more entries behind the last one, if there are any. */
  newer(chat) {
    return this.#more(chat, {
      isDone: (it) => it.atEnd,
      load: (it) => it.window.newer(() => this.#page(it, { after: it.window.upto })),
    });
  }

  /** One entry, whether or not it is held: a quoted one, for instance. Null if there is none. */
  async message(chat, seq) {
    const it = await this.open(chat);
    const known = it.find(seq);
    if (known) return known;
    const { events, head } = await this.#page(it, { before: seq + 1 }, 1);
    if (events[0]?.seq !== seq) return null;
    const entry = entryOf(events[0], head);
    if (it.quoted.size >= QUOTED_MAX) it.quoted.delete(it.quoted.keys().next().value);
    it.quoted.set(seq, entry);
    return entry;
  }

  /** Who is in a room: [{uid, username, role, online}]. */
  async members(chat) {
    return (await this.#askOnline({ type: "members", chat: nameOf(chat) })).members;
  }

  /** {hits: [{chat, seq, at, uid, from, text}], next}; `next` goes into `before`. */
  search(text, { chat, before, limit = 50 } = {}) {
    const where = chat ? { chat: nameOf(chat) } : {};
    const from = before ? { before } : {};
    return this.#askOnline({ type: "search", text, limit, ...where, ...from });
  }

  /** Notes that everything up to `seq` was read, here and, a moment later, on the server. */
  read(chat, seq) {
    const it = this.#known(chat);
    if (!it || !it.hearRead(this.uid, Math.min(seq ?? it.head, it.head))) return;
    this.#readers.add(it);
    this.#readTimer ??= setTimeout(() => this.#tellRead(), READ_EVERY_MS);
    this.#touch(it);
  }

  /** Tells the others that one is typing. Call it as often as keys are pressed. */
  typing(chat, on = true) {
    const it = this.#known(chat);
    const now = Date.now();
    if (!it || it.head === 0 || (on && now - (it.typingTold ?? 0) < TYPING_EVERY_MS)) return;
    if (!on && !it.typingTold) return;
    it.typingTold = on ? now : 0;
    this.#wire.tell({ type: "typing", chat: it.id, on });
  }

  /** From now on `presence` knows about these people. */
  watch(uids) {
    const more = [...uids].filter((uid) => !this.#watched.has(uid));
    for (const uid of more) this.#watched.add(uid);
    if (more.length > 0 && this.state.is === "online") this.#watch(more);
  }

  // -- Writing --

  /**
   * Says something. It stands in the chat's entries at once, as `sending`; if there is no connection
   * it leaves when there is one, also from the next page. Resolves with the entry when it is in the
   * log. When it is refused it stays, as `failed`, for `retry` or `drop`.
   */
  async send(chat, text, { replyTo = null } = {}) {
    if (!this.isSignedIn) throw new Refusal({ code: "offline" });
    if (this.#outbox === null) this.#recover();
    const it = this.#known(chat) ?? (await this.open(chat));
    const { entry, sent } = this.#outbox.put(it.id, text.replaceAll("\r\n", "\n"), replyTo);
    it.echoes = [...it.echoes, entry];
    it.typingTold = 0;
    this.#touch(it);
    return sent;
  }

  retry(chat, key) {
    this.#outbox?.retry(key);
  }

  /** Gives a message up that could not be sent. */
  drop(chat, key) {
    const it = this.#known(chat);
    this.#outbox?.drop(key);
    it.echoes = it.echoes.filter((entry) => entry.key !== key);
    this.#touch(it);
  }

  edit(chat, target, text) {
    return this.#write({ type: "edit", chat, target, text });
  }

  remove(chat, target) {
    return this.#write({ type: "delete", chat, target });
  }

  react(chat, target, emoji, on = true) {
    return this.#write({ type: "react", chat, target, emoji, on });
  }

  pin(chat, target, on = true) {
    return this.#write({ type: "pin", chat, target, on });
  }

  // -- Rooms. People are {uid, username}, uids or names --

  /** Makes a room and answers its Chat. */
  async create({ slug, title = slug, public: isPublic = false, members = [] }) {
    const uids = members.map((member) => member.uid ?? member);
    const frame = { type: "create", slug, title, public: isPublic, members: uids };
    const { chat } = await this.#wire.ask(frame);
    return this.chats.get(chat);
  }

  async join(chat) {
    const { chat: id } = await this.#write({ type: "join", chat });
    this.#doubt();
    return this.chats.get(id);
  }

  leave(chat) {
    return this.#write({ type: "leave", chat });
  }

  /** One by one, because the answer to several does not tell which of them were in it before. */
  async invite(chat, people) {
    for (const user of people) await this.#write({ type: "invite", chat, user });
  }

  kick(chat, user) {
    return this.#write({ type: "kick", chat, user });
  }

  ban(chat, user) {
    return this.#write({ type: "ban", chat, user }).finally(() => this.#doubt());
  }

  unban(chat, user) {
    return this.#write({ type: "unban", chat, user });
  }

  /** `role`: owner, moderator, member. */
  role(chat, user, role) {
    return this.#write({ type: "role", chat, user, role });
  }

  topic(chat, title) {
    return this.#write({ type: "topic", chat, title });
  }

  /** Ends a room: it can be read and left, and nothing else. */
  close(chat) {
    return this.#write({ type: "close", chat });
  }

  async mute(chat, on = true) {
    await this.#write({ type: "mute", chat, on });
    const it = this.#known(chat);
    if (it) {
      it.muted = on;
      this.#touch(it);
    }
  }

  // -- What comes from elsewhere --

  changed(what, why) {
    if (what === "signed-out") {
      this.#wire.close("signed_out");
      // What was not sent waits for the same person, unless they left on purpose.
      if (why === "asked" || why === "deleted") this.#outbox?.forget();
      this.#outbox = null;
      this.#loaded = [];
      for (const held of [this.chats, this.#seen, this.presence, this.#watched]) held.clear();
    }
    super.changed(what, why);
  }

  #stateChanged() {
    if (this.state.is !== "online") this.#outbox?.close();
    this.emit("state", this.state);
  }

  #welcome({ time, limits }) {
    this.limits = limits;
    this.skew = time - Date.now();
    this.emit("clock", { skew: this.skew });
    this.#resume();
  }

  async #resume() {
    const since = {};
    for (const it of this.#loaded) if (it.role !== null) since[it.id] = it.cursor;
    this.#summarized = new Set(Object.keys(since));
    try {
      await this.#wire.ask({ type: "resume", since });
    } catch (refusal) {
      if (refusal.code !== "offline") this.#wire.again(refusal);
      return;
    }
    for (const id of this.chats.keys()) if (!this.#summarized.has(id)) this.#gone(id);
    this.#wire.ready();
    this.#outbox.open();
    this.#watch([...this.#watched]);
    for (const it of this.chats.values()) if (it.read > it.readTold) this.#readers.add(it);
    this.#tellRead();
    // What is not in the log (read marks, mute) may have changed in chats that were named.
    if (Object.keys(since).length > 0) this.#doubt();
  }

  #hear(frame, asked) {
    const { type } = frame;
    if (type === "ack") this.#hearAck(frame, asked);
    else if (type === "events") for (const event of frame.events) this.#hearEvent(event);
    else if (type === "chats") this.#hearChats(frame, asked);
    else if (type === "read") this.#hearRead(frame);
    else if (type === "typing") this.#hearTyping(frame);
    else if (type === "presence") this.#hearPresence(frame);
    else if (frame.seq) this.#hearEvent(frame);
  }

  /** The acknowledgement of one's own deed stands in the log's place of it. */
  #hearAck({ chat, seq, at, duplicate }, asked) {
    if (!asked) return;
    if (!duplicate) {
      const by = { uid: this.uid, from: this.account?.username ?? "" };
      return this.#hearEvent({ ...eventOf(asked), chat, seq, at, ...by });
    }
    // It is in the log since earlier, and was or will be heard from there.
    const echo = this.#outbox.find(asked.id);
    const it = this.#known(chat);
    if (!echo || !it) return;
    it.echoes = it.echoes.filter((other) => other !== echo);
    this.#outbox.settle(asked.id);
    this.#touch(it);
  }

  #hearEvent(event) {
    const it = this.#chatOf(event);
    const isOwn = event.uid === this.uid;
    const echo = isOwn && event.id ? this.#outbox.find(event.id) : null;
    const before = it.cursor;
    const entry = it.hear(event, echo);
    if (echo) this.#outbox.settle(event.id);
    if (it.role === null && this.chats.has(it.id)) this.#gone(it.id);
    this.#touch(it);
    const isNew = it.cursor > before && this.state.is === "online";
    if (isNew && !isOwn && event.type === "message") this.emit("message", { chat: it, entry });
  }

  /** One hears only of chats that one is in: an event of another one has brought us there. */
  #chatOf({ chat: id, seq, uid, from }) {
    const known = this.chats.get(id);
    if (known) return known;
    const it = this.#known(id) ?? this.#newChat(id);
    it.role ??= "member";
    if (it.head === 0) it.head = it.cursor = seq - 1;
    if (it.kind === "direct" && uid !== this.uid) it.with ??= { uid, username: from };
    this.chats.set(id, it);
    this.#doubt();
    return it;
  }

  #hearChats({ chats }, asked) {
    const isResume = asked?.type === "resume";
    for (const summary of chats) {
      const it = this.#known(summary.chat) ?? (isResume ? this.#newChat(summary.chat) : null);
      if (!it) continue;
      if (isResume) {
        it.begin(summary);
        this.chats.set(it.id, it);
        this.#summarized.add(it.id);
      } else it.summarize(summary);
      this.#touch(it);
    }
  }

  #hearRead({ chat, uid, upto }) {
    const it = this.#known(chat);
    if (it?.hearRead(uid, upto)) this.#touch(it);
  }

  #hearTyping(frame) {
    const it = this.#known(frame.chat);
    if (!it) return;
    it.hearTyping(frame);
    this.emit("typing", { chat: it });
    const forget = () => it.forgetTyping() && this.emit("typing", { chat: it });
    if (frame.on) setTimeout(forget, Chat.TYPING_MS + 100);
  }

  #hearPresence({ uid, username, online, last_seen: lastSeen }) {
    this.presence.set(uid, { username, online, lastSeen });
    this.emit("presence", { uid });
  }

  // -- Within --

  #known(chat) {
    if (chat instanceof Chat) return chat;
    const name = String(chat);
    const known = this.#seen.get(name);
    if (known) return known;
    const folded = name.slice(1).toLowerCase();
    const isMeant = (it) =>
      name.startsWith("@")
        ? it.with?.username.toLowerCase() === folded
        : name.startsWith("#") && it.slug?.toLowerCase() === folded;
    return [...this.#seen.values()].find(isMeant) ?? null;
  }

  #newChat(id) {
    const it = new Chat(id, this.uid);
    this.#seen.set(id, it);
    return it;
  }

  async #openDirect(name) {
    const uids = name.startsWith("d:") ? name.slice(2).split(":").map(Number) : [];
    const other = uids.length > 0 ? uids.find((uid) => uid !== this.uid) : name;
    const { uid, username, display_name } = await this.user(other);
    if (uid === this.uid) throw new Refusal({ code: "unknown_chat" });
    const id = `d:${Math.min(uid, this.uid)}:${Math.max(uid, this.uid)}`;
    const known = this.#known(id);
    if (known) return known;
    const it = this.#newChat(id);
    const shown = username ?? display_name;
    return Object.assign(it, { title: shown, with: { uid, username: shown }, role: "member" });
  }

  #gone(id) {
    this.chats.get(id).role = null;
    this.chats.delete(id);
    this.emit("chats");
  }

  #recover() {
    const me = { uid: this.uid, from: this.account?.username ?? "" };
    this.#outbox = new Outbox({
      keep: this.keep,
      me,
      ask: (frame) => this.#wire.ask(frame),
      changed: (id) => this.#touch(this.#seen.get(id)),
      now: () => this.now(),
    });
    for (const [id, entry] of this.#outbox.recover()) {
      const it = this.#known(id) ?? this.#newChat(id);
      it.echoes = [...it.echoes, entry];
    }
  }

  /** Everybody is told once for all that happens in one go. */
  #touch(it) {
    if (!it) return;
    if (this.#changed.size === 0) queueMicrotask(() => this.#tellChanges());
    this.#changed.add(it);
  }

  #tellChanges() {
    const changed = [...this.#changed];
    this.#changed.clear();
    for (const chat of changed) this.emit("chat", { chat });
    this.emit("chats");
  }

  #tellRead() {
    clearTimeout(this.#readTimer);
    this.#readTimer = null;
    if (this.state.is !== "online") return;
    for (const it of this.#readers) {
      if (it.read > it.readTold && it.role !== null) {
        this.#wire.tell({ type: "read", chat: it.id, seq: it.read });
        it.readTold = it.read;
      }
    }
    this.#readers.clear();
  }

  #watch(uids) {
    if (uids.length > 0) this.#wire.ask({ type: "watch", users: uids }).catch(() => {});
  }

  /** Asks for the list anew: an event alone does not tell all that a list shows. */
  async #doubt() {
    if (this.#isAsking) return;
    this.#isAsking = true;
    await Promise.resolve();
    this.#isAsking = false;
    await this.#wire.ask({ type: "chats", limit: SUMMARIES_MAX }).catch(() => {});
  }

  #write({ chat, user, ...rest }) {
    const frame = { ...rest, chat: nameOf(chat) };
    if (user === undefined) return this.#wire.ask(frame);
    return this.#wire.ask({ ...frame, user: user.uid ?? user }, { user: personOf(user) });
  }

  async #load(chat, deed) {
    const it = await this.open(chat);
    const before = this.#turns.get(it) ?? Promise.resolve();
    const turn = before.catch(() => {}).then(() => deed(it));
    this.#turns.set(it, turn);
    await turn;
    it.learnFromEntries();
    this.#hold(it);
    this.#touch(it);
    return it;
  }

  #more(chat, { isDone, load }) {
    return this.#load(chat, async (it) => {
      let more = 0;
      for (let pages = 0; pages < PAGES_AT_ONCE && more < ENTRIES_WORTH; pages += 1) {
        if (!it.isLoaded || isDone(it)) return;
        more += await load(it);
      }
    });
  }

  #hold(it) {
    this.#loaded = [it, ...this.#loaded.filter((other) => other !== it)];
    for (const old of this.#loaded.splice(LOADED_MAX)) old.window.forget();
  }

  async #page(it, where, limit = PAGE) {
    try {
      return await this.#askOnline({ type: "history", chat: it.id, limit, ...where });
    } catch (refusal) {
      // Nobody has written there yet.
      if (refusal.code !== "unknown_chat" || it.head > 0) throw refusal;
      return { events: [], head: 0, more: false };
    }
  }

  /** Asks when there is a connection, and again when it was lost over the question. */
  async #askOnline(frame) {
    for (;;) {
      await this.#online();
      try {
        return await this.#wire.ask(frame);
      } catch (refusal) {
        if (refusal.code !== "offline") throw refusal;
      }
    }
  }

  #online() {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (this.state.is === "connecting" || this.state.is === "waiting") return;
        this.removeEventListener("state", look);
        if (this.state.is === "online") resolve();
        else reject(new Refusal({ code: "offline" }));
      };
      this.addEventListener("state", look);
      look();
    });
  }
}

function nameOf(chat) {
  return chat instanceof Chat ? chat.id : String(chat);
}

function personOf(user) {
  return typeof user === "object" ? user : { uid: null, username: String(user) };
}

/** What the log says of a request, but for who and when. */
function eventOf({ type, members, ...said }) {
  return { ...said, type: { send: "message", create: "created", close: "closed" }[type] ?? type };
}
