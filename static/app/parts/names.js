// What chats and people are called, and what a line of a log says in one sentence.

import { t } from "./words.js";

let people = null;

/** From now on those whose profiles are known are called as they call themselves. */
export function introduce(known) {
  people = known;
}

/** Who wrote an entry. */
export function authorOf({ uid, from }) {
  return people?.get(uid)?.display_name || from;
}

export function titleOf(chat) {
  if (chat.with) return authorOf({ uid: chat.with.uid, from: chat.with.username });
  return chat.title || (chat.slug ? `#${chat.slug}` : t("chat.unnamed"));
}

/** What an account is called by its owner: some have no name but their address. */
export function nameOf(account) {
  const { display_name, username, email, phone } = account ?? {};
  return display_name || username || email?.address.split("@")[0] || phone?.address || "";
}

/** What happened, for entries that are no messages. */
export function told(entry, myUid) {
  const who = entry.uid === myUid ? t("you") : authorOf(entry);
  const { user } = entry;
  const called = user && authorOf({ uid: user.uid, from: user.username });
  const whom = user?.uid === myUid ? t("you.object") : called;
  const words = { who, whom, title: entry.title, role: entry.role && t(`role.${entry.role}`) };
  const key = entry.type === "pin" && entry.on === false ? "told.unpin" : `told.${entry.type}`;
  return t(key, words);
}

/** A message in one line: what it says, or what its files are called. */
export function wordsOf({ text, attachments = [] }) {
  return text || attachments.map(({ name }) => `📎 ${name}`).join(" ");
}
