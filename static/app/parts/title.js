// The title of the tab: how much is unread, where one is, and whose house it is.

import { tame } from "./dom.js";

const HOUSE = "Teahouse";
let place = "";
let unread = 0;

export function titled(name) {
  place = name;
  draw();
}

function counted(count) {
  unread = count;
  draw();
}

/** Keeps up the number of what is unread in chats that are not muted. */
export function countUnread({ tea, signal }) {
  const count = () => {
    let sum = 0;
    for (const chat of tea.chats.values()) if (!chat.muted) sum += chat.unread;
    counted(sum);
  };
  for (const event of ["chats", "chat"]) tea.addEventListener(event, count, { signal });
  signal.addEventListener("abort", () => counted(0));
  count();
}

function draw() {
  const badge = unread ? `(${unread > 99 ? "99+" : unread}) ` : "";
  document.title = tame(badge + (place ? `${place} · ${HOUSE}` : HOUSE));
}
