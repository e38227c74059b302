// Own messages on their way. Each is kept, with the id that makes sending it twice sending it once,
// until the log has it; so neither a lost connection nor a closed page loses or doubles one. Those of
// one chat leave in the order they were written.

import { echoOf } from "./entry.js";
import { Refusal } from "./errors.js";
import { newId } from "./ids.js";

/** More than that waits for nobody: something is wrong for good. */
const WAITING_MAX = 500;
/** When the server says to try again but not when. */
const AGAIN_MS = 1000;
/** What passes by itself. All else is the last word on that message. */
const PASSING = new Set(["offline", "unavailable", "too_fast", "internal"]);

export class Outbox {
  #keep;
  #me;
  #ask;
  #changed;
  #now;
  #waiting = [];
  #isOpen = false;
  #again = null;
  #lastId = 0;

  /**
   * `ask(frame)` sends; `changed(chat)` hears that an entry of it looks different; `now()` is the
   * server's time, by which entries stand under their days.
   */
  constructor({ keep, me, ask, changed, now }) {
    this.#keep = keep;
    this.#me = me;
    this.#ask = ask;
    this.#changed = changed;
    this.#now = now;
  }

  /** What an earlier page could not send, as [chat, entry]. */
  recover() {
    const keys = this.#keep.keys(this.#place(""));
    const found = keys.map((key) => this.#keep.get(key)).filter(Boolean);
    found.sort((one, other) => one.at - other.at || one.number - other.number);
    return found.map(({ chat, refusal, ...said }) => {
      const entry = { ...echoOf({ ...said, ...this.#me }), refusal };
      if (refusal) entry.state = "failed";
      this.#add(chat, entry);
      return [chat, entry];
    });
  }

  /** Puts a message in; `sent` resolves when the log has it and rejects with its refusal. */
  put(chat, { text, replyTo, attachments }) {
    if (this.#waiting.length >= WAITING_MAX) throw new Refusal({ code: "too_many_waiting" });
    this.#lastId += 1;
    const said = { id: newId(), text, replyTo, attachments, at: this.#now(), number: this.#lastId };
    const entry = echoOf({ ...said, ...this.#me });
    this.#keep.set(this.#place(said.id), { chat, ...said });
    const sent = this.#add(chat, entry);
    this.#send();
    return { entry, sent };
  }

  /** The message with this id, if it is one of ours. */
  find(id) {
    return this.#waiting.find(({ entry }) => entry.id === id)?.entry ?? null;
  }

  /** The log has it. */
  settle(id) {
    const item = this.#take(id);
    item?.resolve(item.entry);
  }

  retry(id) {
    const item = this.#waiting.find(({ entry }) => entry.id === id);
    if (!item) return;
    Object.assign(item.entry, { state: "sending", refusal: null });
    this.#changed(item.chat);
    this.#send();
  }

  /** Gives it up. It may be in the log all the same, if it was on its way. */
  drop(id) {
    this.#take(id)?.reject(new Refusal({ code: "dropped" }));
  }

  /** There is a connection that is up to date. */
  open() {
    this.#isOpen = true;
    this.#send();
  }

  close() {
    this.#isOpen = false;
    clearTimeout(this.#again);
    this.#again = null;
  }

  forget() {
    for (const { entry } of [...this.#waiting]) this.drop(entry.id);
  }

  #add(chat, entry) {
    const item = { chat, entry, isUnderWay: false };
    const sent = new Promise((resolve, reject) => Object.assign(item, { resolve, reject }));
    sent.catch(() => {}); // Whoever shows the entry sees it fail, and need not wait for this too.
    this.#waiting.push(item);
    return sent;
  }

  #take(id) {
    const item = this.#waiting.find(({ entry }) => entry.id === id);
    if (!item) return null;
    this.#waiting = this.#waiting.filter((other) => other !== item);
    this.#keep.remove(this.#place(id));
    return item;
  }

  /** Sends the first of each chat; the next follows when that has been answered. */
  #send() {
    if (!this.#isOpen || this.#again !== null) return;
    const chats = new Set();
    for (const item of this.#waiting) {
      if (item.entry.state === "failed" || chats.has(item.chat)) continue;
      chats.add(item.chat);
      if (!item.isUnderWay) this.#sendOne(item);
    }
  }

  async #sendOne(item) {
    item.isUnderWay = true;
    const { id, text, replyTo, attachments } = item.entry;
    const frame = { type: "send", id, chat: item.chat, text };
    if (replyTo) frame.reply_to = replyTo;
    if (attachments.length > 0) frame.attachments = attachments.map((file) => file.id);
    try {
      // What the log will say of them, and the acknowledgement does not.
      await this.#ask(frame, { attachments });
    } catch (refusal) {
      if (PASSING.has(refusal.code)) this.#sendLater(refusal);
      else this.#fail(item, refusal);
    } finally {
      item.isUnderWay = false;
    }
    this.#send();
  }

  #sendLater({ code, retryAfter }) {
    if (code === "offline") return;
    this.#again = setTimeout(() => {
      this.#again = null;
      this.#send();
    }, retryAfter ?? AGAIN_MS);
  }

  #fail({ chat, entry, reject }, refusal) {
    const code = refusal.field === "attachments" ? "attachments_gone" : refusal.code;
    Object.assign(entry, { state: "failed", refusal: code });
    const kept = this.#keep.get(this.#place(entry.id));
    if (kept) this.#keep.set(this.#place(entry.id), { ...kept, refusal: code });
    this.#changed(chat);
    reject(refusal);
  }

  #place(id) {
    return `outbox:${this.#me.uid}:${id}`;
  }
}
