// What can be done with a chat as a whole.

import { ask, menu } from "../parts/dialog.js";
import { titleOf } from "../parts/names.js";
import { go, path } from "../parts/route.js";
import { sorry, toast } from "../parts/speak.js";
import { t } from "../parts/words.js";
import { personCard } from "./person.js";
import { pinsSheet } from "./pins.js";
import { inviteSheet, membersSheet, renameSheet } from "./room.js";

export function chatMenu(house, chat, anchor) {
  const { tea } = house;
  const isRoom = chat.kind === "room";
  const inside = !isRoom || Boolean(chat.role);
  const leads = ["owner", "moderator"].includes(chat.role);
  const items = [
    isRoom
      ? { label: t("members.title"), icon: "people", act: () => membersSheet(house, chat) }
      : { label: t("person.show"), icon: "user", act: () => personCard(house, chat.with.uid) },
    isRoom && leads && { label: t("invite"), icon: "plus", act: () => inviteSheet(house, chat) },
    isRoom &&
      chat.role === "owner" && {
        label: t("room.rename"),
        icon: "compose",
        act: () => renameSheet(house, chat),
      },
    inside &&
      tea.chats.has(chat.id) && {
        label: t(chat.muted ? "unmute" : "mute"),
        icon: chat.muted ? "bell" : "bellOff",
        act: () => tea.mute(chat.id, !chat.muted).catch(sorry),
      },
    inside &&
      tea.chats.has(chat.id) && {
        label: t("pins"),
        icon: "pin",
        act: () => pinsSheet(house, chat),
      },
    { label: t("copyLink"), icon: "link", act: () => copyLink(chat) },
    isRoom &&
      inside && {
        label: t("room.leave"),
        icon: "leave",
        danger: true,
        act: () => leave(tea, chat),
      },
    isRoom &&
      chat.role === "owner" &&
      !chat.closed && {
        label: t("room.close"),
        icon: "close",
        danger: true,
        act: () => closeRoom(tea, chat),
      },
  ];
  menu(anchor, t("chat.more"), items.filter(Boolean));
}

async function copyLink(chat) {
  const name = chat.slug ? `#${chat.slug}` : chat.with ? `@${chat.with.username}` : chat.id;
  await navigator.clipboard.writeText(location.origin + location.pathname + path("c", name)).then(
    () => toast(t("copied.link")),
    () => toast(t("copy.failed")),
  );
}

async function leave(tea, chat) {
  if (
    !(await ask(
      t("room.leave.ask", { title: titleOf(chat) }),
      t(chat.public ? "room.leave.public" : "room.leave.private"),
      t("room.leave"),
    ))
  )
    return;
  tea.leave(chat.id).then(() => go(), sorry);
}

async function closeRoom(tea, chat) {
  if (
    await ask(
      t("room.close.ask", { title: titleOf(chat) }),
      t("room.close.detail"),
      t("room.close"),
    )
  )
    tea.close(chat.id).catch(sorry);
}
