// What this browser remembers. Where storage is blocked or full it is remembered until the page
// closes: less, but nothing breaks.

const memory = new Map();
const PREFIX = "teahouse.";

export function read(name) {
  if (memory.has(name)) return memory.get(name);
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

export function write(name, text) {
  try {
    if (text === null) localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, text);
    memory.delete(name);
  } catch {
    memory.set(name, text);
  }
}

/** Forgets all whose names begin so. */
export function forget(prefix) {
  for (const name of memory.keys()) if (name.startsWith(prefix)) memory.delete(name);
  try {
    const names = Object.keys(localStorage).filter((name) => name.startsWith(PREFIX + prefix));
    for (const name of names) localStorage.removeItem(name);
  } catch {
    // Nothing was ever kept.
  }
}
