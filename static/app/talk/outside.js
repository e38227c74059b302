// Where one cannot write: a room that is closed, or that one is not in.

import { el } from "../parts/dom.js";
import { icon } from "../parts/more-icons.js";
import { face } from "../parts/people.js";
import { path, turn } from "../parts/route.js";
import { sorry } from "../parts/speak.js";
import { titled } from "../parts/title.js";
import { t } from "../parts/words.js";

/** What stands in the place of the composer. */
export function outside(house, chat, kind) {
  if (kind === "closed") return el("p", { class: "outside" }, t("room.closed"));
  return el(
    "div",
    { class: "outside" },
    el("p", {}, t("room.outside")),
    joinButton(house, chat.id),
  );
}

/** The page of a room that one may join but not look into before. */
export async function beforeTheDoor(house, name) {
  const { slug, title, members } = (await roomCalled(house, name)) ?? { title: name };
  titled(title);
  return el(
    "section",
    { class: "talk", "aria-label": title },
    el(
      "header",
      { class: "talk-head way-back" },
      el("a", { class: "sign back", href: path(), "aria-label": t("back") }, icon("back")),
    ),
    el(
      "div",
      { class: "empty whole" },
      face({ name: title, room: true, size: "large" }),
      el("h1", { dir: "auto" }, title),
      el(
        "p",
        {},
        [slug && `#${slug}`, members && t("members", { n: members })].filter(Boolean).join(" · "),
      ),
      el("p", {}, t("room.outside")),
      joinButton(house, name),
    ),
  );
}

async function roomCalled({ tea }, name) {
  if (!name.startsWith("#")) return null;
  const slug = name.slice(1);
  const { rooms } = await tea.get(`/v1/rooms?q=${encodeURIComponent(slug)}`);
  return rooms.find((room) => room.slug === slug.toLowerCase());
}

function joinButton({ tea }, name) {
  const join = async () => {
    try {
      await tea.join(name);
      turn("c", name);
    } catch (error) {
      sorry(error);
    }
  };
  return el("button", { class: "button main", onclick: join }, t("room.join"));
}
