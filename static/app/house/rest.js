// What else somebody may open who is in.

import { part } from "../parts/later.js";

/** It comes when it is opened, or before, for it may be opened while the server is away. */
const REST = [
  "talk/talk.js",
  "talk/about.js",
  "talk/attaching.js",
  "talk/chat-menu.js",
  "talk/emoji.js",
  "talk/files.js",
  "talk/mentions.js",
  "talk/menu.js",
  "talk/outside.js",
  "talk/person.js",
  "talk/room.js",
  "talk/search.js",
  "talk/viewer.js",
  "house/find.js",
  "house/new-room.js",
  "house/nothing.js",
  "house/notify.js",
  "house/own-menu.js",
  "house/switcher.js",
  "house/walk.js",
];

/** Whatever does not come now may be asked for again. */
export function loadRest() {
  for (const path of REST) part(path, "later").catch(() => {});
}
