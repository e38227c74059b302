// The title of the tab: how much is unread, where one is, and whose house it is.

import { tame } from "./dom.js";

const HOUSE = "Teahouse";
let place = "";
let unread = 0;

export function titled(name) {
  place = name;
  draw();
}

export function counted(count) {
  unread = count;
  draw();
}

function draw() {
  const badge = unread ? `(${unread > 99 ? "99+" : unread}) ` : "";
  document.title = tame(badge + (place ? `${place} · ${HOUSE}` : HOUSE));
}
