// What chats and people are called, and what a line of a log says in one sentence.

import { t } from "./words.js";

export function titleOf(chat) {
  return chat.title || chat.with?.username || (chat.slug ? `#${chat.slug}` : t("chat.unnamed"));
}

/** What an account is called by its owner: some have no name but their address. */
export function nameOf(account) {
  const { display_name, username, email, phone } = account ?? {};
  return display_name || username || email?.address.split("@")[0] || phone?.address || "";
}

/** What happened, for entries that are no messages. */
export function told(entry, myUid) {
  const who = entry.uid === myUid ? t("you") : entry.from;
  const whom = entry.user?.uid === myUid ? t("you.object") : entry.user?.username;
  const words = { who, whom, title: entry.title, role: entry.role && t(`role.${entry.role}`) };
  const key = entry.type === "pin" && entry.on === false ? "told.unpin" : `told.${entry.type}`;
  return t(key, words);
}

/** The line under a chat's title in the list. */
export function preview(chat, myUid) {
  const { last } = chat;
  if (!last) return t(chat.kind === "direct" ? "chat.empty.direct" : "chat.empty.room");
  if (last.type !== "message") return told(last, myUid);
  const text = last.deleted ? t("message.deleted") : last.text;
  if (last.uid === myUid) return t("preview.you", { text });
  return chat.kind === "room" ? t("preview.from", { from: last.from, text }) : text;
}
