// Going on where one was. Chats whose entries are held say up to which event they have heard, and
// the server answers with what came since; all others are taken as the list has them now.

const SUMMARIES_MAX = 200;

export class Resume {
  #chats;
  #history;
  #wire;
  /** The ids that the resume under way has accounted for: whatever else we had, we are out of. */
  #accounted = new Set();
  #isDoubting = false;

  constructor({ chats, history, wire }) {
    this.#chats = chats;
    this.#history = history;
    this.#wire = wire;
  }

  /** Says whether everything is up to date now; if not, the connection is no good. */
  async catchUp() {
    const since = {};
    for (const it of this.#history.held) if (it.role !== null) since[it.id] = it.cursor;
    const named = Object.keys(since);
    this.#accounted = new Set(named);
    try {
      await this.#wire.ask({ type: "resume", since });
    } catch (refusal) {
      if (refusal.code !== "offline") this.#wire.again(refusal);
      return false;
    }
    for (const it of this.#chats.mine.values()) {
      if (!this.#accounted.has(it.id)) this.#chats.leave(it);
    }
    // What is not in the log (read marks, mute) may have changed in chats that were named.
    if (named.length > 0) this.doubt();
    return true;
  }

  /** Asks for the list anew: an event alone does not tell all that a list shows. */
  async doubt() {
    if (this.#isDoubting) return;
    this.#isDoubting = true;
    await Promise.resolve();
    this.#isDoubting = false;
    await this.#wire.ask({ type: "chats", limit: SUMMARIES_MAX }).catch(() => {});
  }

  /** Takes the list, or, in a resume, a part of it. */
  hear({ chats }, asked) {
    const isResume = asked?.type === "resume";
    for (const summary of chats) {
      const it = isResume ? this.#chats.get(summary.chat) : this.#chats.known(summary.chat);
      if (!it) continue;
      if (isResume) {
        it.begin(summary);
        this.#chats.enter(it);
        this.#accounted.add(it.id);
      } else it.summarize(summary);
      this.#chats.touch(it);
    }
  }
}
