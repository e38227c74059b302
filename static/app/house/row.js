// One chat in the list.

import { el } from "../parts/dom.js";
import { icon } from "../parts/more-icons.js";
import { authorOf, titleOf, told, wordsOf } from "../parts/names.js";
import { face, pictureOf } from "../parts/people.js";
import { path } from "../parts/route.js";
import { brief } from "../parts/times.js";
import { t } from "../parts/words.js";
import { draftOf } from "../talk/drafts.js";
import { typingIn } from "../talk/typing.js";

/** All that the row shows, so that it is drawn anew when, and only when, something of it changed. */
export function stampOf(house, chat, current) {
  const { title, text, kind } = said(house, chat, current);
  const { avatar, here } = pictureOf(house, chat);
  const at = chat.activeAt && brief(chat.activeAt);
  return [
    title,
    text,
    kind,
    avatar,
    here,
    at,
    chat.unread,
    chat.mentions,
    chat.muted,
    current === chat.id,
  ].join("\u0001");
}

export function row(house, chat, current) {
  const { title, text, kind } = said(house, chat, current);
  const badges = [];
  if (chat.mentions > 0) {
    const times = chat.mentions > 99 ? "99+" : chat.mentions > 1 ? chat.mentions : "";
    const title = t("mentions", { n: chat.mentions });
    badges.push(el("span", { class: "badge", title }, `@${times}`));
  }
  if (chat.unread > 0)
    badges.push(
      el(
        "span",
        { class: chat.muted ? "badge muted" : "badge" },
        chat.unread > 999 ? "999+" : chat.unread,
      ),
    );
  return el(
    "li",
    {},
    el(
      "a",
      { class: "row", href: path("c", chat.id), "aria-current": current === chat.id && "page" },
      face(pictureOf(house, chat)),
      el(
        "span",
        { class: "what" },
        el(
          "span",
          { class: "line" },
          el("span", { class: "title clip", dir: "auto" }, title),
          chat.muted
            ? el(
                "span",
                { class: "muted", title: t("muted") },
                icon("bellOff"),
                el("span", { class: "unseen" }, t("muted")),
              )
            : "",
          el("span", { class: "at" }, chat.activeAt ? brief(chat.activeAt) : ""),
        ),
        el(
          "span",
          { class: "line" },
          el("span", { class: `said clip ${kind}`, dir: "auto" }, text),
          badges,
          chat.unread > 0 ? el("span", { class: "unseen" }, t("unread", { n: chat.unread })) : "",
        ),
      ),
    ),
  );
}

function said(house, chat, current) {
  const { tea } = house;
  const title = titleOf(chat);
  const typing = typingIn(chat, tea.account?.uid);
  if (typing) return { title, text: typing, kind: "now" };
  // The draft of the chat that is open stands where it is written.
  const draft = current === chat.id ? "" : draftOf(tea, chat.id)?.text;
  if (draft) return { title, text: t("preview.draft", { text: draft }), kind: "draft" };
  const isFailed = chat.echoes.at(-1)?.state === "failed";
  return { title, text: preview(chat, tea.account?.uid), kind: isFailed ? "draft" : "" };
}

/** The line under a chat's title in the list. */
function preview(chat, myUid) {
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

/** Whether somebody who types `wanted`, in small letters, may mean this chat. */
export function isMeant(chat, wanted) {
  const names = [titleOf(chat), chat.slug, chat.with?.username];
  return names.some((name) => name?.toLowerCase().includes(wanted));
}
