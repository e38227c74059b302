// What can be done with a message. Only what the server would let one do is offered.

import { ask, menu } from "../parts/dialog.js";
import { el } from "../parts/dom.js";
import { wordsOf } from "../parts/names.js";
import { path } from "../parts/route.js";
import { sorry, toast } from "../parts/speak.js";
import { t } from "../parts/words.js";
import { QUICK } from "./emoji.js";

export function messageMenu({ tea }, chat, entry, anchor, view) {
  const mine = entry.uid === tea.account.uid;
  const isMember = chat.kind === "direct" || Boolean(chat.role);
  const mayPin = chat.kind === "direct" || ["owner", "moderator"].includes(chat.role);
  const mayDelete = mine || (chat.kind === "room" && mayPin);
  const items = [
    isMember && { label: t("reply"), icon: "reply", act: () => view.write?.reply(entry) },
    isMember && mine && { label: t("edit"), icon: "compose", act: () => view.write?.edit(entry) },
    entry.text && {
      label: t("copy"),
      icon: "copy",
      act: () => copy(entry.text, t("copied")),
    },
    {
      label: t("copyLink"),
      icon: "link",
      act: () =>
        copy(
          location.origin + location.pathname + path("c", chat.id, String(entry.seq)),
          t("copied.link"),
        ),
    },
    mayPin && {
      label: t(entry.pinned ? "unpin" : "pin"),
      icon: "pin",
      act: () => tea.pin(chat.id, entry.seq, !entry.pinned).catch(sorry),
    },
    isMember &&
      mayDelete && {
        label: t("delete"),
        icon: "trash",
        danger: true,
        act: () => remove(tea, chat, entry),
      },
  ];
  menu(anchor, t("message.actions"), items.filter(Boolean), isMember ? quick(entry, view) : null);
}

function quick(entry, view) {
  return (choose) =>
    el(
      "div",
      { class: "emojis", role: "group", "aria-label": t("react") },
      QUICK.map((emoji) => {
        const isOn = entry.reactions.some((it) => it.emoji === emoji && it.mine);
        return el(
          "button",
          {
            role: "menuitem",
            "aria-label": t(isOn ? "react.take" : "react.with", { emoji }),
            onclick: () => choose(() => view.onReact(entry, emoji, !isOn)),
          },
          emoji,
        );
      }),
    );
}

async function remove(tea, chat, entry) {
  const said = wordsOf(entry);
  const text = said.length > 120 ? `${said.slice(0, 120)}…` : said;
  if (await ask(t("delete.ask"), t("delete.detail", { text }), t("delete")))
    tea.remove(chat.id, entry.seq).catch(sorry);
}

async function copy(text, said) {
  try {
    await navigator.clipboard.writeText(text);
    toast(said);
  } catch {
    toast(t("copy.failed"));
  }
}
