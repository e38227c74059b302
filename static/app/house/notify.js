// Telling somebody who looks elsewhere: the number in the tab's title, and notifications, which
// are offered when there is something to be notified of and never asked for out of nothing.

import { el } from "../parts/dom.js";
import { icon } from "../parts/icons.js";
import { read, write } from "../parts/keep.js";
import { titleOf } from "../parts/names.js";
import { go } from "../parts/route.js";
import { say } from "../parts/speak.js";
import { counted } from "../parts/title.js";
import { t } from "../parts/words.js";

const can = () => "Notification" in window && window.isSecureContext;

export function notifyOffer({ tea, signal }) {
  const answer = (word) => {
    write("notify", word);
    whole.hidden = true;
  };
  const yes = async () =>
    answer((await Notification.requestPermission()) === "granted" ? "yes" : "no");
  const whole = el(
    "div",
    { class: "offer", hidden: true },
    icon("bell"),
    el("p", {}, t("notify.offer")),
    el("button", { class: "button main", onclick: yes }, t("notify.yes")),
    el("button", { class: "button", onclick: () => answer("no") }, t("notify.no")),
  );
  const offer = () => {
    whole.hidden = !(can() && Notification.permission === "default" && !read("notify"));
  };
  tea.addEventListener("message", offer, { signal });
  return whole;
}

/** The unread of all chats that are not muted, in the title of the tab. */
export function titleBadge({ tea, signal }) {
  const draw = () => {
    let unread = 0;
    for (const chat of tea.chats.values()) if (!chat.muted) unread += chat.unread;
    counted(unread);
  };
  for (const event of ["chats", "chat"]) tea.addEventListener(event, draw, { signal });
  signal.addEventListener("abort", () => counted(0));
  draw();
}

/** Tells of messages in chats that are not before somebody's eyes. */
export function tellOfMessages({ tea, signal }) {
  tea.addEventListener(
    "message",
    ({ detail: { chat, entry } }) => {
      if (entry.uid === tea.account?.uid || chat.muted) return;
      const away = document.hidden || !document.hasFocus();
      if (!away) return;
      const words = chat.kind === "room" ? `${entry.from}: ${entry.text}` : entry.text;
      if (!can() || Notification.permission !== "granted" || read("notify") === "no") return;
      const told = new Notification(titleOf(chat), {
        body: words,
        tag: chat.id,
        icon: "/static/icon.svg",
      });
      told.onclick = () => {
        focus();
        go("c", chat.id);
        told.close();
      };
    },
    { signal },
  );
}

/** For ears: what is new in the chat that is open, and nothing of what is scrolled back to. */
export function readAloud(chat, entry) {
  say(t("said", { from: entry.from, text: entry.text, chat: titleOf(chat) }));
}
