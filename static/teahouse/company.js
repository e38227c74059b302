// Who is here, and who is writing just now: what passes, and is asked and told for the moment only.

import { Chat } from "./chat.js";

const TYPING_EVERY_MS = 3_000;

export class Company {
  #wire;
  #emit;
  #watched = new Set();
  /** Map of uid to {username, online, lastSeen}, of those who are watched. */
  presence = new Map();

  constructor(wire, emit) {
    this.#wire = wire;
    this.#emit = emit;
  }

  watch(uids) {
    const more = [...uids].filter((uid) => !this.#watched.has(uid));
    for (const uid of more) this.#watched.add(uid);
    if (this.#wire.state.is === "online") this.#ask(more);
  }

  /** A new connection watches nobody. */
  again() {
    this.#ask([...this.#watched]);
  }

  #ask(users) {
    if (users.length > 0) this.#wire.ask({ type: "watch", users }).catch(() => {});
  }

  hearPresence({ uid, username, online, last_seen: lastSeen }) {
    this.presence.set(uid, { username, online, lastSeen });
    this.#emit("presence", { uid });
  }

  /** Tells that one is typing, every few seconds at most. */
  typing(it, on) {
    const now = Date.now();
    if (it.head === 0 || (on && now - (it.typingTold ?? 0) < TYPING_EVERY_MS)) return;
    if (!on && !it.typingTold) return;
    it.typingTold = on ? now : 0;
    this.#wire.tell({ type: "typing", chat: it.id, on });
  }

  hearTyping(it, frame) {
    it.hearTyping(frame);
    this.#emit("typing", { chat: it });
    const forget = () => it.forgetTyping() && this.#emit("typing", { chat: it });
    if (frame.on) setTimeout(forget, Chat.TYPING_MS + 100);
  }
}
