// All that belongs to one person while they are signed in. It ends with the session, so that nothing
// of one person is there for the next.

import { Chats } from "./chats.js";
import { Company } from "./company.js";
import { Ear } from "./ear.js";
import { History } from "./history.js";
import { Marks } from "./marks.js";
import { Outbox } from "./outbox.js";
import { Resume } from "./resume.js";

export class Stay {
  /** `me` is {uid, from}; `now()` the server's time. */
  constructor({ me, keep, wire, emit, now }) {
    const chats = new Chats(me.uid, emit);
    const outbox = new Outbox({
      keep,
      me,
      ask: (frame, note) => wire.ask(frame, note),
      changed: (id) => chats.touch(chats.known(id)),
      now,
    });
    const history = new History(chats, wire);
    const company = new Company(wire, emit);
    const resume = new Resume({ chats, history, wire });
    const ear = new Ear({ me, chats, outbox, company, resume, wire, emit });
    const marks = new Marks({ wire, resume });
    Object.assign(this, { chats, outbox, history, company, resume, ear, marks });
    if (me.uid !== null) this.#recover();
  }

  #recover() {
    for (const [id, entry] of this.outbox.recover()) {
      const it = this.chats.get(id);
      it.echoes = [...it.echoes, entry];
    }
  }

  /** The connection is up to date. */
  online() {
    this.outbox.open();
    this.company.again();
    this.marks.again(this.chats.mine.values());
  }

  /** What was not sent waits for the same person, unless they left on purpose. */
  end(forGood) {
    if (forGood) this.outbox.forget();
    this.outbox.close();
    this.marks.end();
  }
}
