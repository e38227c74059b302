// How far one has read. It counts here at once, and the server is told a moment later, once for all
// that was scrolled through meanwhile.

const EVERY_MS = 300;

export class Marks {
  #wire;
  #resume;
  #readers = new Set();
  #timer = null;

  constructor({ wire, resume }) {
    this.#wire = wire;
    this.#resume = resume;
  }

  /** The server is to be told about this chat. */
  note(it) {
    this.#readers.add(it);
    this.#timer ??= setTimeout(() => this.#tell(), EVERY_MS);
  }

  /** There is a connection again: what was read meanwhile is told. */
  again(chats) {
    for (const it of chats) if (it.read > it.readTold) this.#readers.add(it);
    this.#tell();
  }

  end() {
    clearTimeout(this.#timer);
    this.#readers.clear();
  }

  #tell() {
    clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#wire.state.is !== "online") return;
    for (const it of this.#readers) {
      if (it.read > it.readTold && it.role !== null) {
        this.#wire.tell({ type: "read", chat: it.id, seq: it.read });
        it.readTold = it.read;
        if (it.isUnsure) this.#resume.doubt();
      }
    }
    this.#readers.clear();
  }
}
