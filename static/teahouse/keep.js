// What outlives the page. Where the browser keeps nothing for us (blocked, full), the page's own
// memory does: everything works, but is gone with the page.

export class Keep {
  #storage;
  #prefix;
  #memory = new Map();
  /** False once something could not be stored. */
  lasting = true;

  constructor(storage, prefix) {
    this.#storage = storage;
    this.#prefix = prefix;
  }

  /** The value kept under `key`; null if there is none. */
  get(key) {
    if (this.#memory.has(key)) return this.#memory.get(key);
    try {
      return JSON.parse(this.#storage.getItem(this.#prefix + key));
    } catch {
      return null;
    }
  }

  set(key, value) {
    try {
      this.#storage.setItem(this.#prefix + key, JSON.stringify(value));
      this.#memory.delete(key);
    } catch {
      this.lasting = false;
      this.#memory.set(key, value);
    }
  }

  remove(key) {
    this.#memory.delete(key);
    try {
      this.#storage.removeItem(this.#prefix + key);
    } catch {
      // Then it was not there either.
    }
  }

  /** All keys that begin so. */
  keys(beginning) {
    const found = new Set(this.#memory.keys());
    try {
      for (let at = 0; at < this.#storage.length; at += 1) {
        const key = this.#storage.key(at);
        if (key.startsWith(this.#prefix)) found.add(key.slice(this.#prefix.length));
      }
    } catch {
      // Then nothing is stored.
    }
    return [...found].filter((key) => key.startsWith(beginning));
  }

  /** Calls `heard(key)` when another page of this origin has changed something; null is everything. */
  watch(heard) {
    globalThis.addEventListener?.("storage", ({ key, storageArea }) => {
      if (storageArea !== this.#storage) return;
      if (key === null) heard(null);
      else if (key.startsWith(this.#prefix)) heard(key.slice(this.#prefix.length));
    });
  }
}

/** The browser's storage, if it may be looked at: even that can throw. */
export function browserStorage() {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}
