// The real binary with a house of its own: a data directory, a port, nobody else's settings.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

const ROOT = resolve(import.meta.dirname, "../../..");
const TARGET = process.env.CARGO_TARGET_DIR ?? join(ROOT, "target");
const BINARY = process.env.TEAHOUSE_TEST_BINARY ?? join(TARGET, "debug/teahouse");

export const PASSWORD = "warm jasmine at noon";

/** Nobody waits for a limit, and a disk that is nearly full is no failure of a page. */
const USUAL = { "limits.scale": 1000, "store.free_percent_min": 0 };

export class Server {
  #home = mkdtempSync(join(tmpdir(), "teahouse-browser-"));
  #process = null;
  #variables;
  url = null;

  /** Starts it; `settings` are keys of config.toml: {"limits.scale": 100}. */
  static async open(settings = {}) {
    const server = new Server();
    const own = Object.entries(process.env).filter(([name]) => !name.startsWith("TEAHOUSE_"));
    const set = Object.entries({ ...USUAL, ...settings }).map(([key, value]) => [
      `TEAHOUSE_${key.toUpperCase().replace(".", "__")}`,
      String(value),
    ]);
    server.#variables = Object.fromEntries([...own, ...set]);
    await server.#start("127.0.0.1:0");
    return server;
  }

  async #start(listen) {
    const log = openSync(join(this.#home, "log"), "a");
    const options = { cwd: this.#home, env: this.#variables, stdio: ["ignore", "pipe", log] };
    this.#process = spawn(BINARY, ["serve", "--listen", listen, "--data", "data"], options);
    const lines = createInterface({ input: this.#process.stdout });
    const greeting = await Promise.race([
      once(lines, "line").then(([line]) => line),
      once(this.#process, "exit").then(() => ""),
    ]);
    this.url = /http:\/\/[\d.]+:\d+/.exec(greeting)?.[0];
    if (!this.url) throw new Error(`the server did not start:\n${this.log()}`);
  }

  /** Ends it as a power cut does, as far as a process can tell. */
  async kill9() {
    this.#process.kill("SIGKILL");
    await this.#ended();
  }

  /** Starts it again where it was. */
  async startAgain() {
    await this.#start(new URL(this.url).host);
  }

  /** Stops it as an operator does. */
  async stop() {
    this.#process.kill("SIGTERM");
    await this.#ended();
  }

  /** It is there, and says nothing. */
  pause() {
    this.#process.kill("SIGSTOP");
  }

  goOn() {
    this.#process.kill("SIGCONT");
  }

  async close() {
    if (this.#process.exitCode === null && this.#process.signalCode === null) await this.kill9();
    rmSync(this.#home, { recursive: true, force: true });
  }

  /** A command about this server; answers what it printed. */
  async command(...words) {
    const options = { cwd: this.#home, env: this.#variables };
    const command = spawn(BINARY, [...words, "--data", "data"], options);
    let said = "";
    for (const stream of [command.stdout, command.stderr]) {
      stream.on("data", (data) => (said += data));
    }
    const [code] = await once(command, "close");
    if (code !== 0) throw new Error(`teahouse ${words.join(" ")} said: ${said}`);
    return said;
  }

  log() {
    return readFileSync(join(this.#home, "log"), "utf8");
  }

  async #ended() {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      await once(this.#process, "exit");
    }
  }

  // -- What tests need to have happened before they begin --

  /** One call of the REST interface; answers the body. */
  async call(method, path, { token, body } = {}) {
    const headers = { "Content-Type": "application/json" };
    if (token) headers.Authorization = `Bearer ${token}`;
    const options = { method, headers, body: body && JSON.stringify(body) };
    const answer = await fetch(this.url + path, options);
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.status === 204 ? null : answer.json();
  }

  /** Makes an account; answers {username, token, uid}. */
  async person(username) {
    const body = { username, password: PASSWORD };
    const made = await this.call("POST", "/v1/accounts", { body });
    return { username, token: made.access_token, uid: made.account.uid };
  }

  /** A token of somebody who is there already: another device of theirs. */
  async tokenOf(login) {
    const body = { login, password: PASSWORD };
    return (await this.call("POST", "/v1/sessions", { body })).access_token;
  }

  /** The code that was sent to an address for a purpose, once it has arrived in the inbox. */
  async codeFor(address, purpose) {
    for (let look = 0; look < 200; look += 1) {
      const { messages } = await this.call("GET", "/dev/inbox");
      const isMeant = (message) => message.to === address && message.purpose === purpose;
      const found = messages.find(isMeant);
      if (found) return found.code;
      await new Promise((done) => setTimeout(done, 25));
    }
    throw new Error(`no code for ${address} came`);
  }
}
