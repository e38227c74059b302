// As fast as the server takes it, and no faster: who sends more than that is shown out.

/** Somewhat slower than we may: our clock and the server's do not tick alike. */
const SHARE = 0.9;

export class Pace {
  #send;
  #rate = 20;
  #burst = 60;
  #tokens = 60;
  #at = 0;
  #queue = [];
  #draining = null;

  /** `send(frame)` does it. */
  constructor(send) {
    this.#send = send;
  }

  /** What a new connection may do: so many frames a second, so many at once. */
  begin({ rate, burst }) {
    this.#rate = rate;
    this.#burst = this.#tokens = burst;
    this.#at = Date.now();
  }

  put(frame) {
    this.#queue.push(frame);
    if (this.#draining === null) this.#drain();
  }

  /** The connection is gone, and what was not sent on it with it. */
  end() {
    clearTimeout(this.#draining);
    this.#draining = null;
    this.#queue = [];
  }

  #drain() {
    this.#draining = null;
    const now = Date.now();
    const fresh = (Math.max(0, now - this.#at) / 1000) * this.#rate * SHARE;
    this.#tokens = Math.min(this.#burst * SHARE, this.#tokens + fresh);
    this.#at = now;
    while (this.#queue.length > 0 && this.#tokens >= 1) {
      this.#tokens -= 1;
      this.#send(this.#queue.shift());
    }
    if (this.#queue.length > 0) {
      this.#draining = setTimeout(() => this.#drain(), 1000 / this.#rate);
    }
  }
}
