// From the entries of a log to what stands on the page: days between them, the line where the
// unread begins, and what belongs together because one person said it in one breath.

import { dayOf } from "../parts/times.js";

const BREATH_MS = 5 * 60 * 1000;

/** Rows: {key, kind: "day" | "unread" | "message" | "told", at | entry, first, last}. */
export function rowsOf(entries, unreadFrom, me) {
  const rows = [];
  let before = null;
  let divided = unreadFrom === null;
  for (const entry of entries) {
    const isNewDay = !before || dayOf(before.at) !== dayOf(entry.at);
    if (isNewDay) rows.push({ key: `day ${dayOf(entry.at)}`, kind: "day", at: entry.at });
    const isNews = entry.type === "message" && entry.seq !== null && entry.uid !== me;
    const beginsUnread = !divided && isNews && entry.seq >= unreadFrom;
    if (beginsUnread) {
      rows.push({ key: "unread", kind: "unread" });
      divided = true;
    }
    const goesOn = !isNewDay && !beginsUnread && isOneBreath(before, entry);
    const kind = entry.type === "message" ? "message" : "told";
    if (goesOn) rows.at(-1).last = false;
    rows.push({ key: entry.key, kind, entry, first: !goesOn, last: true });
    before = entry;
  }
  return rows;
}

function isOneBreath(before, entry) {
  const isMessage = before.type === "message" && entry.type === "message";
  return isMessage && before.uid === entry.uid && entry.at - before.at < BREATH_MS;
}
