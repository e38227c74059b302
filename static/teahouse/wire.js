// One connection that is kept up: opened, watched, and opened again with back-off. What is asked on
// it is answered in the order it was asked; what the frames mean is decided elsewhere.

import { Refusal } from "./errors.js";
import { newId } from "./ids.js";
import { Pace } from "./pace.js";

const BACK_OFF_MS = 500;
const BACK_OFF_MS_MAX = 30_000;
/** A connection that lived so long was a good one: the next back-off begins anew. */
const GOOD_AFTER_MS = 10_000;
/** So long nothing is heard before we ask whether the server is still there. */
const SILENCE_MS = 25_000;
/** So long an answer may take. */
const PATIENCE_MS = 20_000;
/** Close codes from here on say: do not come back as you are. */
const NO_RETURN = 4500;
const SESSION_ENDED = 4501;

export class Wire {
  #address;
  #token;
  #probe;
  #on;
  #WebSocket;
  #socket = null;
  #isWelcome = false;
  #asked = new Map();
  // The server remembers the ids of some requests for good: those of two pages must differ.
  #idsBegin = newId();
  #lastId = 0;
  #attempts = 0;
  #openedAt = 0;
  #notBefore = 0;
  #retry = null;
  #tries = 0;
  #watch = null;
  #pace = new Pace((frame) => this.#socket.send(JSON.stringify(frame)));
  /** Those who ask once there is a connection. */
  #patient = [];
  /**
   * {is: "offline" | "connecting" | "online" | "waiting", why, nextTryAt}: `waiting` until
   * `nextTryAt` (as Date.now() counts); `why` is the code of what went wrong last, or null.
   */
  state = { is: "offline", why: null, nextTryAt: null };

  /**
   * `token()` gives an access token. `probe()` tells by a Problem why a handshake may have failed,
   * because a browser does not. `on` has the functions welcome(frame), frame(frame, asked), where
   * `asked` is the frame that it answers, state() and ended().
   */
  constructor({ address, token, probe, on, WebSocket }) {
    this.#address = address;
    this.#token = token;
    this.#probe = probe;
    this.#on = on;
    this.#WebSocket = WebSocket;
  }

  open() {
    if (this.state.is === "offline") this.#connect();
  }

  close(why = null) {
    this.#drop();
    this.#become("offline", why);
  }

  /** Does not wait for the next try. */
  retryNow() {
    if (this.state.is === "waiting") this.#connect();
  }

  /** All that was missed has been heard: from here on it is live. */
  ready() {
    this.#become("online");
  }

  /** It cannot be used as it is: another try, later. */
  again({ code, retryAfter }) {
    if (retryAfter) this.#notBefore = Date.now() + retryAfter;
    this.#lost(code);
  }

  /** Whether the server is still there, asked when there is a reason to doubt it. */
  check(patience = PATIENCE_MS) {
    if (!this.#socket || this.state.is !== "online") return;
    const socket = this.#socket;
    const late = setTimeout(() => this.#socket === socket && this.#lost("silent"), patience);
    this.ask({ type: "ping" })
      .catch(() => {})
      .finally(() => clearTimeout(late));
  }

  /**
   * Sends a frame that has an answer; rejects with a Refusal. `note` is remembered with it, for who
   * hears the answer.
   */
  ask(frame, note = {}) {
    if (!this.#isWelcome) return Promise.reject(new Refusal({ code: "offline" }));
    this.#lastId += 1;
    const asked = { id: `${this.#idsBegin}-${this.#lastId}`, ...frame };
    return new Promise((resolve, reject) => {
      this.#asked.set(asked.id, { asked: { ...asked, ...note }, resolve, reject });
      this.#pace.put(asked);
    });
  }

  /** Asks when there is a connection, and again when it was lost over the question. */
  async askPatiently(frame) {
    for (;;) {
      await this.#online();
      try {
        return await this.ask(frame);
      } catch (refusal) {
        if (refusal.code !== "offline") throw refusal;
      }
    }
  }

  /** Sends a frame that has none. What cannot be sent now is not sent. */
  tell(frame) {
    if (this.#isWelcome) this.#pace.put(frame);
  }

  async #connect() {
    clearTimeout(this.#retry);
    this.#become("connecting");
    this.#tries += 1;
    const mine = this.#tries;
    const isStale = () => mine !== this.#tries || this.state.is !== "connecting";
    const token = await this.#token().catch((problem) => {
      if (!isStale()) this.#failed(problem);
    });
    if (token && !isStale()) this.#knock(token);
  }

  #knock(token) {
    let socket;
    try {
      socket = new this.#WebSocket(this.#address, ["teahouse.v1", `bearer.${token}`]);
    } catch {
      return this.again({ code: "no_socket" });
    }
    this.#socket = socket;
    const late = setTimeout(() => this.#socket === socket && this.#lost("silent"), PATIENCE_MS);
    socket.onmessage = ({ data }) => {
      clearTimeout(late);
      this.#hear(JSON.parse(data));
    };
    socket.onclose = ({ code }) => {
      clearTimeout(late);
      this.#closed(code, token);
    };
    socket.onerror = () => {}; // A close follows, and says as much.
  }

  #hear(frame) {
    this.#watchSilence();
    if (frame.type === "welcome") {
      this.#pace.begin(frame.limits);
      this.#isWelcome = true;
      this.#openedAt = Date.now();
      this.#on.welcome(frame);
      return;
    }
    if (frame.type === "bye") this.#notBefore = Date.now() + frame.reconnect_after * 1000;
    // Somebody counts otherwise than we do, and which frame was refused is not known.
    if (frame.type === "error" && frame.code === "too_fast") return this.#lost("too_fast");
    const asking = this.#asked.get(frame.id);
    this.#on.frame(frame, asking?.asked ?? null);
    if (!asking || isMore(frame, asking.asked)) return;
    this.#asked.delete(frame.id);
    if (frame.type === "error") asking.reject(new Refusal(frame));
    else asking.resolve(frame);
  }

  #watchSilence() {
    clearTimeout(this.#watch);
    this.#watch = setTimeout(() => this.check(), SILENCE_MS);
  }

  async #closed(code, token) {
    if (code === SESSION_ENDED) {
      this.close("session_ended");
      this.#on.ended();
    } else if (code >= NO_RETURN) {
      this.close(code === 4509 ? "too_many_connections" : `closed_${code}`);
    } else if (this.#isWelcome) {
      this.#lost("lost");
    } else {
      this.#drop();
      const mine = this.#tries;
      // The server is there and knows us, but something lets no socket through.
      const none = () => ({ code: "no_socket" });
      const why = await this.#probe(token).then(none, (problem) => problem);
      if (mine === this.#tries && this.state.is === "connecting") this.#failed(why);
    }
  }

  #failed(problem) {
    if (problem.status === 401 || problem.code === "account_disabled") {
      return this.close(problem.code);
    }
    this.again(problem);
  }

  #lost(why) {
    const lived = this.#openedAt > 0 && Date.now() - this.#openedAt > GOOD_AFTER_MS;
    this.#attempts = lived ? 0 : this.#attempts + 1;
    this.#drop();
    const most = Math.min(BACK_OFF_MS_MAX, BACK_OFF_MS * 2 ** this.#attempts);
    // Spread out, so that not all who lost the same server come back in the same moment.
    const spread = most / 2 + (Math.random() * most) / 2;
    const nextTryAt = Math.max(Date.now() + spread, this.#notBefore);
    this.#retry = setTimeout(() => this.#connect(), nextTryAt - Date.now());
    this.#become("waiting", why, nextTryAt);
  }

  #drop() {
    const socket = this.#socket;
    this.#socket = null;
    this.#isWelcome = false;
    this.#openedAt = 0;
    clearTimeout(this.#retry);
    clearTimeout(this.#watch);
    this.#pace.end();
    if (socket) {
      socket.onmessage = socket.onclose = null;
      socket.close();
    }
    const asked = [...this.#asked.values()];
    this.#asked.clear();
    for (const { reject } of asked) reject(new Refusal({ code: "offline" }));
  }

  #become(is, why = null, nextTryAt = null) {
    this.state = { is, why, nextTryAt };
    this.#on.state();
    if (is !== "online" && is !== "offline") return;
    for (const { resolve, reject } of this.#patient.splice(0)) {
      if (is === "online") resolve();
      else reject(new Refusal({ code: "offline" }));
    }
  }

  /** Resolves when there is a connection; rejects when there will be none. */
  #online() {
    const { is } = this.state;
    if (is === "online") return Promise.resolve();
    if (is === "offline") return Promise.reject(new Refusal({ code: "offline" }));
    return new Promise((resolve, reject) => this.#patient.push({ resolve, reject }));
  }
}

/** A resume is answered by summaries too, and is over only with `resumed`. */
function isMore(frame, asked) {
  return asked.type === "resume" && frame.type === "chats";
}
