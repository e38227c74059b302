// Staying signed in. The access token lives in memory and is renewed before it expires; the refresh
// token is kept, is good once, and is used by one tab at a time. A tab that renews tells the others.

import { Problem } from "./errors.js";

/** So long before its end an access token is not used any more. */
const AHEAD_MS = 60_000;

/** Refusals of a refresh token that no later try can change. */
const OVER = new Set(["refresh_refused", "account_disabled", "invalid_fields"]);

const nobody = () => new Problem({ code: "unauthenticated", status: 401, title: "Sign in first" });

export class Session {
  #keep;
  #refresh;
  #tell;
  #lock;
  #channel = null;
  #access = null;
  #expiresAt = 0;
  #renewing = null;
  /** Whose session it is, and which of their devices; null while nobody is signed in. */
  uid = null;
  id = null;

  /**
   * `refresh(token)` asks for the next pair; `tell(what, why)` hears `signed-in` and `signed-out`
   * when they happen elsewhere or by themselves.
   */
  constructor({ keep, name, refresh, tell }) {
    this.#keep = keep;
    this.#refresh = refresh;
    this.#tell = tell;
    this.#lock = `${name}:session`;
    if (globalThis.BroadcastChannel) {
      this.#channel = new BroadcastChannel(this.#lock);
      this.#channel.unref?.(); // Where there are processes, it must not keep one alive.
      this.#channel.onmessage = ({ data }) => data.id === this.id && this.#use(data);
    }
    keep.watch((key) => (key === null || key === "session") && this.#changedElsewhere());
    this.#read();
  }

  /** Takes what a registration, a login or a refresh has answered. */
  begin({ access_token: access, expires_in, refresh_token: refresh, session: id, account }) {
    this.uid = account.uid;
    this.id = id;
    this.#use({ access, expiresAt: Date.now() + expires_in * 1000 });
    this.#keep.set("session", { uid: this.uid, id, refresh });
    this.#channel?.postMessage({ id, access, expiresAt: this.#expiresAt });
  }

  /** Forgets the session, here and in the other tabs. */
  forget() {
    this.#keep.remove("session");
    this.#clear();
  }

  /** An access token that is good for a while. */
  async token() {
    return this.#isFresh() ? this.#access : this.renew(this.#access);
  }

  /** Another access token than `old`. */
  renew(old) {
    const alone = globalThis.navigator?.locks;
    const renew = () => this.#renew(old);
    // Without locks two tabs may come at once, and with them one may not see yet what the other has
    // just kept. The server gives both the same successor then.
    this.#renewing ??= (alone ? alone.request(this.#lock, renew) : renew()).finally(() => {
      this.#renewing = null;
    });
    return this.#renewing;
  }

  async #renew(old) {
    // Another tab may have renewed it while this one waited.
    if (this.#access !== old && this.#isFresh()) return this.#access;
    const kept = this.#read();
    if (!kept) throw nobody();
    try {
      this.begin(await this.#refresh(kept.refresh));
    } catch (problem) {
      if (!OVER.has(problem.code)) throw problem;
      const now = this.#keep.get("session");
      if (now && now.refresh !== kept.refresh) return this.#renew(old);
      this.end();
      throw problem;
    }
    return this.#access;
  }

  /** The server has ended it. */
  end() {
    if (this.uid === null) return;
    this.forget();
    this.#tell("signed-out", "ended");
  }

  #isFresh() {
    return this.#access !== null && this.#expiresAt - Date.now() > AHEAD_MS;
  }

  #use({ access, expiresAt }) {
    this.#access = access;
    this.#expiresAt = expiresAt;
  }

  #read() {
    const kept = this.#keep.get("session");
    this.uid = kept?.uid ?? null;
    this.id = kept?.id ?? null;
    return kept;
  }

  #clear() {
    this.uid = this.id = this.#access = null;
  }

  #changedElsewhere() {
    const before = this.id;
    const kept = this.#keep.get("session");
    if (kept?.id === before) return;
    this.#clear();
    if (before !== null) this.#tell("signed-out", "elsewhere");
    if (this.#read()) this.#tell("signed-in", "elsewhere");
  }
}
