// Above a conversation: whom one talks with, whether they are here, and what can be done.

import { el, tame } from "../parts/dom.js";
import { icon } from "../parts/icons.js";
import { part } from "../parts/later.js";
import { titleOf } from "../parts/names.js";
import { face, isHere, pictureOf } from "../parts/people.js";
import { path } from "../parts/route.js";
import { since } from "../parts/times.js";
import { t } from "../parts/words.js";

export function header(house, chat) {
  const about = async () => {
    if (chat.kind === "room") (await part("talk/room.js", "later")).membersSheet(house, chat);
    else (await part("talk/person.js", "later")).personCard(house, chat.with.uid);
  };
  const search = async () => (await part("talk/search.js", "later")).searchChat(house, chat);
  const open = async () => (await part("talk/chat-menu.js", "later")).chatMenu(house, chat, more);
  const title = el("h1", { class: "clip", dir: "auto" });
  const sub = el("span", { class: "sub clip" });
  const picture = el("span", { class: "picture" });
  const more = el(
    "button",
    { class: "sign", "aria-label": t("chat.more"), "aria-haspopup": "menu", onclick: open },
    icon("more"),
  );
  const whole = el(
    "header",
    { class: "talk-head" },
    el("a", { class: "sign back", href: path(), "aria-label": t("back") }, icon("back")),
    el(
      "button",
      {
        class: "about-chat",
        onclick: about,
        "aria-label": t(chat.kind === "room" ? "members.title" : "person.show"),
      },
      picture,
    ),
    el("div", { class: "names-of" }, title, sub),
    el(
      "button",
      { class: "sign", "aria-label": t("search.chat"), title: t("search.chat"), onclick: search },
      icon("search"),
    ),
    more,
  );
  const draw = () => {
    title.textContent = tame(titleOf(chat));
    sub.textContent = subtitle(house, chat);
    const look = pictureOf(house, chat);
    const stamp = JSON.stringify(look);
    if (picture.dataset.stamp === stamp) return;
    picture.dataset.stamp = stamp;
    picture.replaceChildren(face(look));
  };
  draw();
  return Object.assign(whole, { draw });
}

function subtitle({ tea }, chat) {
  if (chat.kind === "room") {
    const count = chat.members ? t("members", { n: chat.members }) : "";
    return [chat.slug && `#${chat.slug}`, count, chat.public ? "" : t("room.private")]
      .filter(Boolean)
      .join(" · ");
  }
  if (isHere(tea, chat.with?.uid)) return t("online");
  const here = tea.presence.get(chat.with?.uid);
  return here?.lastSeen
    ? t("lastSeen", { time: since(here.lastSeen) })
    : `@${chat.with?.username ?? ""}`;
}
