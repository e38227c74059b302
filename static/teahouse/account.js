// Who somebody is here: signing in, the account, its devices, other people. All of it is REST.

import { Keep, browserStorage } from "./keep.js";
import { call } from "./rest.js";
import { Session } from "./session.js";

export class Account extends EventTarget {
  #url;
  #session;
  #keep;
  #etag = null;

  constructor({ url = globalThis.location?.origin, name = "teahouse", storage } = {}) {
    super();
    this.#url = url.replace(/\/$/, "");
    this.#keep = new Keep(storage === undefined ? browserStorage() : storage, `${name}:`);
    this.#session = new Session({
      keep: this.#keep,
      name,
      refresh: (refresh_token) => this.#call("POST", "/v1/sessions/refresh", { refresh_token }),
      tell: (what, why) => this.changed(what, why),
    });
  }

  get url() {
    return this.#url;
  }

  /** Where things are kept, for those who keep more. */
  get keep() {
    return this.#keep;
  }

  /** Whether what is kept survives the page. */
  get isLasting() {
    return this.#keep.lasting;
  }

  get isSignedIn() {
    return this.#session.uid !== null;
  }

  get uid() {
    return this.#session.uid;
  }

  /** The account as it was last seen (`GET /v1/me`); null while nobody is signed in. */
  get account() {
    return this.isSignedIn ? this.#keep.get("account") : null;
  }

  /** A good access token, for the socket and for calls of your own. */
  token() {
    return this.#session.token();
  }

  // -- Coming in --

  /** Makes an account and signs in. `key` makes a repeat of the same call harmless. */
  async register(person, { key } = {}) {
    const headers = key ? { "Idempotency-Key": key } : {};
    const { body } = await call(this.#url, "POST", "/v1/accounts", { body: person, headers });
    return this.#begin(body);
  }

  /** What registering asks for here: {open, captcha, password, email_code, phone_code}. */
  registration() {
    return this.#call("GET", "/v1/registration");
  }

  /** With {login, password} or {login, code}, and {device}: what this device is called. */
  async signIn(proof) {
    return this.#begin(await this.#call("POST", "/v1/sessions", proof));
  }

  /** `purpose`: register, login, reset, verify. Answers {expires_in, again_after}, in seconds. */
  sendCode(purpose, to) {
    return this.#call("POST", "/v1/codes", { purpose, to });
  }

  resetPassword(login, code, newPassword) {
    return this.#call("POST", "/v1/password-resets", { login, code, new_password: newPassword });
  }

  /** {id, image, expires_in}: the image is a data: URL. */
  captcha() {
    return this.#call("POST", "/v1/captchas");
  }

  /** Signs out here, whether or not the server can be told. */
  async signOut() {
    const token = await this.#session.token().catch(() => null);
    this.#leave("asked");
    if (token) await call(this.#url, "DELETE", "/v1/sessions/current", { token }).catch(() => {});
  }

  // -- Calls with the token --

  get(path, options) {
    return this.ask("GET", path, options).then(({ body }) => body);
  }

  post(path, body, options) {
    return this.ask("POST", path, { body, ...options }).then((answer) => answer.body);
  }

  put(path, body, options) {
    return this.ask("PUT", path, { body, ...options }).then((answer) => answer.body);
  }

  patch(path, body, options) {
    return this.ask("PATCH", path, { body, ...options }).then((answer) => answer.body);
  }

  delete(path, body, options) {
    return this.ask("DELETE", path, { body, ...options }).then((answer) => answer.body);
  }

  /** One call of /v1 as who is signed in; answers {status, headers, body}, throws a Problem. */
  async ask(method, path, options = {}) {
    const token = await this.#session.token();
    try {
      return await call(this.#url, method, path, { ...options, token });
    } catch (problem) {
      if (problem.code !== "token_expired" && problem.code !== "unauthenticated") throw problem;
      const next = await this.#session.renew(token);
      return call(this.#url, method, path, { ...options, token: next });
    }
  }

  // -- The account --

  async me() {
    return this.#seen(await this.ask("GET", "/v1/me"));
  }

  /** Changes what `change` names, unless somebody has changed the account since it was seen. */
  async changeMe(change) {
    const headers = this.#etag ? { "If-Match": this.#etag } : {};
    return this.#seen(await this.ask("PATCH", "/v1/me", { body: change, headers }));
  }

  /** A Blob of a picture; null takes it away. */
  async setAvatar(picture) {
    if (picture) this.#seen(await this.ask("PUT", "/v1/me/avatar", { body: picture }));
    else await this.delete("/v1/me/avatar");
    return this.me();
  }

  changePassword(oldPassword, newPassword) {
    return this.put("/v1/me/password", { old_password: oldPassword, new_password: newPassword });
  }

  exportMe() {
    return this.get("/v1/me/export");
  }

  /** With {password}, or {address, code}. */
  async deleteMe(proof) {
    await this.delete("/v1/me", proof);
    this.#leave("deleted");
  }

  // -- Devices --

  sessions() {
    return this.get("/v1/sessions").then(({ sessions }) => sessions);
  }

  endSession(id) {
    return this.delete(`/v1/sessions/${encodeURIComponent(id)}`);
  }

  endOtherSessions() {
    return this.delete("/v1/sessions").then(({ ended }) => ended);
  }

  // -- People: named by uid, or by @ and a username --

  /** {people, next}: whose name begins with `q`; `next` goes into `after` for the next page. */
  users(q, { after, limit } = {}) {
    return this.get(`/v1/users?${query({ q, after, limit })}`);
  }

  user(name) {
    return this.get(person(name));
  }

  follow(name) {
    return this.put(`${person(name)}/follow`);
  }

  unfollow(name) {
    return this.delete(`${person(name)}/follow`);
  }

  blocks({ after, limit } = {}) {
    return this.get(`/v1/me/blocks?${query({ after, limit })}`);
  }

  block(name) {
    return this.put(`${person(name)}/block`);
  }

  unblock(name) {
    return this.delete(`${person(name)}/block`);
  }

  // -- For those who build on this class --

  /** Something has happened that everybody may want to know. */
  emit(type, detail = {}) {
    this.dispatchEvent(Object.assign(new Event(type), { detail }));
  }

  /** Somebody came in or went, here or in another tab. */
  changed(what, why) {
    this.#etag = null;
    if (what === "signed-out") this.#keep.remove("account");
    this.emit(what, { why });
  }

  /** The server has said that the session is over. */
  end() {
    this.#session.end();
  }

  #begin(grant) {
    this.#session.begin(grant);
    this.#keep.set("account", grant.account);
    this.changed("signed-in", "asked");
    return grant.account;
  }

  #leave(why) {
    if (!this.isSignedIn) return;
    this.#session.forget();
    this.changed("signed-out", why);
  }

  #seen({ headers, body }) {
    this.#etag = headers.get("ETag");
    this.#keep.set("account", body);
    this.emit("account", { account: body });
    return body;
  }

  async #call(method, path, body) {
    return (await call(this.#url, method, path, { body })).body;
  }
}

function person(name) {
  return `/v1/users/${encodeURIComponent(name)}`;
}

function query(fields) {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined && value !== null);
  return new URLSearchParams(given).toString();
}
