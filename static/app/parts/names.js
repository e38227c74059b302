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

/** Whether somebody who types `wanted`, in small letters, may mean this chat. */
export function isMeant(chat, wanted) {
  const names = [titleOf(chat), chat.slug, chat.with?.username];
  return names.some((name) => name?.toLowerCase().includes(wanted));
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

/** The line under a chat's title in the list. */
export function preview(chat, myUid) {
  const { last } = chat;
  const waiting = chat.echoes.at(-1);
  if (waiting) {
    const { state } = waiting;
    return t(state === "failed" ? "preview.failed" : "preview.you", { text: wordsOf(waiting) });
  }
  if (!last) return t(chat.kind === "direct" ? "chat.empty.direct" : "chat.empty.room");
  if (last.type !== "message") return told(last, myUid);
  const text = last.deleted ? t("message.deleted") : wordsOf(last);
  if (last.uid === myUid) return t("preview.you", { text });
  return chat.kind === "room" ? t("preview.from", { from: authorOf(last), text }) : text;
}
