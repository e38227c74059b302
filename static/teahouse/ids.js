// Names for what we ask, that nobody else gives to anything.

/** Unlike crypto.randomUUID, this is there on pages without TLS, too. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
