// The chats that somebody has to do with, by their names, and among them those that they are in.
// Who looks on is told once for all that changes in one go.

import { Chat } from "./chat.js";

export class Chats {
  #me;
  #emit;
  #seen = new Map();
  #changed = new Set();
  /** Map of id to Chat: those one is in. */
  mine = new Map();

  /** `me` is a uid; `emit(type, detail)` tells what has changed. */
  constructor(me, emit) {
    this.#me = me;
    this.#emit = emit;
  }

  /** Those one is in, the most recently active first. */
  get list() {
    return [...this.mine.values()].sort((one, other) => other.activeAt - one.activeAt);
  }

  /** The chat that is meant by a Chat, an id, "@bob" or "#tea"; null if it was never seen. */
  known(chat) {
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

  /** The chat with this id, which nobody need have seen. */
  get(id) {
    if (!this.#seen.has(id)) this.#seen.set(id, new Chat(id, this.#me));
    return this.#seen.get(id);
  }

  /** One is in it from now on. */
  enter(it) {
    this.mine.set(it.id, it);
  }

  /** One is no longer in it. */
  leave(it) {
    it.role = null;
    if (this.mine.delete(it.id)) this.#emit("chats");
  }

  /** Something of it is otherwise. */
  touch(it) {
    if (!it) return;
    if (this.#changed.size === 0) queueMicrotask(() => this.#tell());
    this.#changed.add(it);
  }

  #tell() {
    const changed = [...this.#changed];
    this.#changed.clear();
    for (const chat of changed) this.#emit("chat", { chat });
    this.#emit("chats");
  }
}

export function nameOf(chat) {
  return chat instanceof Chat ? chat.id : String(chat);
}
