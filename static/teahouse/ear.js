// What the server says, in answer or by itself, and what it means for the chats.

export class Ear {
  #me;
  #chats;
  #outbox;
  #company;
  #resume;
  #wire;
  #emit;

  constructor({ me, chats, outbox, company, resume, wire, emit }) {
    this.#me = me;
    this.#chats = chats;
    this.#outbox = outbox;
    this.#company = company;
    this.#resume = resume;
    this.#wire = wire;
    this.#emit = emit;
  }

  /** `asked` is the frame that it answers, if it answers one. */
  hear(frame, asked) {
    const { type } = frame;
    const it = frame.chat && this.#chats.known(frame.chat);
    if (type === "ack") this.#hearAck(frame, asked);
    else if (type === "events") for (const event of frame.events) this.#hearEvent(event);
    else if (type === "chats") this.#resume.hear(frame, asked);
    else if (type === "presence") this.#company.hearPresence(frame);
    else if (type === "typing") it && this.#company.hearTyping(it, frame);
    else if (type === "read") it?.hearRead(frame.uid, frame.upto) && this.#changed(it);
    else if (frame.seq) this.#hearEvent(frame);
  }

  /** The acknowledgement of one's own deed stands in the log's place of it. */
  #hearAck({ chat, seq, at, duplicate }, asked) {
    if (!asked) return;
    if (!duplicate) {
      return this.#hearEvent({ ...eventOf(asked), chat, seq, at, ...this.#me });
    }
    // It is in the log since earlier, and was or will be heard from there.
    const echo = this.#outbox.find(asked.id);
    const it = this.#chats.known(chat);
    if (!echo || !it) return;
    it.echoes = it.echoes.filter((other) => other !== echo);
    this.#outbox.settle(asked.id);
    this.#chats.touch(it);
  }

  #hearEvent(event) {
    const it = this.#chatOf(event);
    const isOwn = event.uid === this.#me.uid;
    const echo = isOwn && event.id ? this.#outbox.find(event.id) : null;
    const before = it.cursor;
    const entry = it.hear(event, echo);
    if (echo) this.#outbox.settle(event.id);
    if (it.role === null) this.#chats.leave(it);
    this.#changed(it);
    const isNew = it.cursor > before && this.#wire.state.is === "online";
    if (isNew && !isOwn && event.type === "message") this.#emit("message", { chat: it, entry });
  }

  #changed(it) {
    this.#chats.touch(it);
    if (it.isUnsure) this.#resume.doubt();
  }

  /** One hears only of chats that one is in: an event of another one has brought us there. */
  #chatOf({ chat: id, seq, uid, from }) {
    const it = this.#chats.get(id);
    if (this.#chats.mine.has(id)) return it;
    it.role ??= "member";
    if (it.head === 0) it.head = it.cursor = seq - 1;
    if (it.kind === "direct" && uid !== this.#me.uid) it.with ??= { uid, username: from };
    this.#chats.enter(it);
    this.#resume.doubt();
    return it;
  }
}

/** What the log says of a request, but for who and when. */
function eventOf({ type, members, ...said }) {
  return { ...said, type: { send: "message", create: "created", close: "closed" }[type] ?? type };
}
