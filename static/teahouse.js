// The JavaScript client of Teahouse: accounts, and the chat kept up to date. No page, no framework,
// no build step. What it can do, with an example, is in docs/client.md. This is what others call,
// and the work is done in teahouse/.
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
import { nameOf } from "./teahouse/chats.js";
import { Problem, Refusal } from "./teahouse/errors.js";
import { Stay } from "./teahouse/stay.js";
import { Wire } from "./teahouse/wire.js";

export { Chat, Problem, Refusal };

export class Teahouse extends Account {
  #wire;
  #stay;
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
        frame: (frame, asked) => this.#stay.ear.hear(frame, asked),
        state: () => this.#stateChanged(),
        ended: () => this.end(),
      },
    });
    this.#stay = this.#begin();
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

  /** Map of id to Chat: those one is in. */
  get chats() {
    return this.#stay.chats.mine;
  }

  /** The chats one is in, the most recently active first. */
  get list() {
    return this.#stay.chats.list;
  }

  /** Map of uid to {username, online, lastSeen}, of those who are watched. */
  get presence() {
    return this.#stay.company.presence;
  }

  /** The server's time. */
  now() {
    return Date.now() + this.skew;
  }

  /** Connects, and stays connected until `disconnect` or until the session ends. */
  connect() {
    if (this.isSignedIn) this.#wire.open();
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
    const { chats } = this.#stay;
    const known = chats.known(chat);
    if (known) return known;
    const name = String(chat);
    if (name.startsWith("@") || name.startsWith("d:")) return this.#openDirect(name);
    const summary = await this.get(`/v1/chats/${encodeURIComponent(name)}`);
    const it = chats.get(summary.chat);
    if (!chats.mine.has(it.id)) it.begin(summary);
    return it;
  }

  /** Holds the newest entries. */
  async latest(chat) {
    const it = await this.open(chat);
    return this.#stay.history.latest(it);
  }

  /** Holds the entries around one of them. */
  async around(chat, seq) {
    const it = await this.open(chat);
    return this.#stay.history.around(it, seq);
  }

  /** Holds more entries before the first one, if there are any. */
  async older(chat) {
    const it = await this.open(chat);
    return this.#stay.history.older(it);
  }

  /** Holds more entries behind the last one, if there are any. */
  async newer(chat) {
    const it = await this.open(chat);
    return this.#stay.history.newer(it);
  }

  /** One entry, whether or not it is held: a quoted one, for instance. Null if there is none. */
  async message(chat, seq) {
    const it = await this.open(chat);
    return this.#stay.history.message(it, seq);
  }

  /** Who is in a room: [{uid, username, role, online}]. */
  async members(chat) {
    return (await this.#wire.askPatiently({ type: "members", chat: nameOf(chat) })).members;
  }

  /** {hits: [{chat, seq, at, uid, from, text}], next}; `next` goes into `before`. */
  search(text, { chat, before, limit = 50 } = {}) {
    const where = chat ? { chat: nameOf(chat) } : {};
    const from = before ? { before } : {};
    return this.#wire.askPatiently({ type: "search", text, limit, ...where, ...from });
  }

  /** Notes that everything up to `seq` was read, here and, a moment later, on the server. */
  read(chat, seq) {
    const { chats, marks } = this.#stay;
    const it = chats.known(chat);
    if (!it || !it.hearRead(this.uid, Math.min(seq ?? it.head, it.head))) return;
    marks.note(it);
    chats.touch(it);
  }

  /** Tells the others that one is typing. Call it as often as keys are pressed. */
  typing(chat, on = true) {
    const it = this.#stay.chats.known(chat);
    if (it) this.#stay.company.typing(it, on);
  }

  /** From now on `presence` knows about these people. */
  watch(uids) {
    this.#stay.company.watch(uids);
  }

  // -- Writing --

  /**
   * Says something. It stands in the chat's entries at once, as `sending`; if there is no connection
   * it leaves when there is one, also from the next page. Resolves with the entry when it is in the
   * log. When it is refused it stays, as `failed`, for `retry` or `drop`. `attachments` are what
   * `upload` resolved with; with some the text may be empty.
   */
  async send(chat, text, { replyTo = null, attachments = [] } = {}) {
    if (!this.isSignedIn) throw new Refusal({ code: "offline" });
    const { chats, outbox } = this.#stay;
    const it = chats.known(chat) ?? (await this.open(chat));
    const { entry, sent } = outbox.put(it.id, {
      text: text.replaceAll("\r\n", "\n"),
      replyTo,
      attachments,
    });
    it.echoes = [...it.echoes, entry];
    it.typingTold = 0;
    chats.touch(it);
    return sent;
  }

  /**
   * Sends a file for a message of one's own; the server keeps it for a day if no message holds it.
   * Options: {name, onProgress(part), signal}.
   */
  async upload(file, { name = file.name ?? "file", ...options } = {}) {
    const { upload } = await files();
    return upload(this.url, file, { ...options, name, token: await this.token() });
  }

  /** What is in an attachment, as a Blob. */
  async file(attachment, options = {}) {
    const { download } = await files();
    return download(this.url, attachment, { ...options, token: await this.token() });
  }

  retry(chat, key) {
    this.#stay.outbox.retry(key);
  }

  /** Gives a message up that could not be sent. */
  drop(chat, key) {
    const { chats, outbox } = this.#stay;
    const it = chats.known(chat);
    outbox.drop(key);
    it.echoes = it.echoes.filter((entry) => entry.key !== key);
    chats.touch(it);
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
    this.#stay.resume.doubt();
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
    return this.#write({ type: "ban", chat, user }).finally(() => this.#stay.resume.doubt());
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
    const { chats } = this.#stay;
    const it = chats.known(chat);
    if (it) chats.touch(Object.assign(it, { muted: on }));
  }

  // -- Within --

  changed(what, why) {
    if (what === "signed-out") this.#wire.close("signed_out");
    this.#stay.end(why === "asked" || why === "deleted");
    this.#stay = this.#begin();
    super.changed(what, why);
  }

  /** The stay of who is signed in now; of nobody, who is in no chats, while nobody is. */
  #begin() {
    const account = () => this.account;
    const me = {
      uid: this.uid,
      get from() {
        return account()?.username ?? "";
      },
    };
    const emit = (type, detail) => this.emit(type, detail);
    return new Stay({ me, keep: this.keep, wire: this.#wire, emit, now: () => this.now() });
  }

  #stateChanged() {
    if (this.state.is !== "online") this.#stay.outbox.close();
    this.emit("state", this.state);
  }

  async #welcome({ time, limits }) {
    this.limits = limits;
    this.skew = time - Date.now();
    this.emit("clock", { skew: this.skew });
    const stay = this.#stay;
    if (!(await stay.resume.catchUp())) return;
    this.#wire.ready();
    stay.online();
  }

  async #openDirect(name) {
    const { chats } = this.#stay;
    const uids = name.startsWith("d:") ? name.slice(2).split(":").map(Number) : [];
    const other = uids.length > 0 ? uids.find((uid) => uid !== this.uid) : name;
    const { uid, username, display_name } = await this.user(other);
    if (uid === this.uid) throw new Refusal({ code: "unknown_chat" });
    const id = `d:${Math.min(uid, this.uid)}:${Math.max(uid, this.uid)}`;
    const known = chats.known(id);
    if (known) return known;
    const shown = username ?? display_name;
    const it = chats.get(id);
    return Object.assign(it, { title: shown, with: { uid, username: shown }, role: "member" });
  }

  #write({ chat, user, ...rest }) {
    const frame = { ...rest, chat: nameOf(chat) };
    if (user === undefined) return this.#wire.ask(frame);
    return this.#wire.ask({ ...frame, user: user.uid ?? user }, { user: personOf(user) });
  }
}

/** Comes with the first file. */
function files() {
  return import("./teahouse/files.js").catch(() => {
    throw new Problem({ code: "unreachable", title: "The server cannot be reached" });
  });
}

function personOf(user) {
  return typeof user === "object" ? user : { uid: null, username: String(user) };
}
