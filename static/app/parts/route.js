// Where one is: `#/c/r:5/120`. The part of the address that never leaves the browser, so that the
// server serves one page and knows nothing of who looks at what.

export function here() {
  const path = location.hash.replace(/^#\/?/, "");
  return path.split("/").filter(Boolean).map(decode);
}

function decode(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function path(...parts) {
  // What the address bar can show as it is reads better unescaped: d:1:2, @bob.
  const escaped = parts.map((part) =>
    encodeURIComponent(part).replace(/%3A/g, ":").replace(/%40/g, "@"),
  );
  return `#/${escaped.join("/")}`;
}

export function go(...parts) {
  location.hash = path(...parts);
}

/** To another place without a step that Back would return to. */
export function turn(...parts) {
  history.replaceState(null, "", path(...parts));
  dispatchEvent(new HashChangeEvent("hashchange"));
}

export function onMove(listener) {
  addEventListener("hashchange", listener);
}
