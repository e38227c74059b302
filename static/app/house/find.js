// What is not in the list yet: people by the beginning of their names, public rooms, and what was
// said anywhere. Asked for a moment after the last key, and only the last answer counts.

import { el } from "../parts/dom.js";
import { icon } from "../parts/more-icons.js";
import { face } from "../parts/people.js";
import { go } from "../parts/route.js";
import { t } from "../parts/words.js";
import { searchEverywhere } from "../talk/search.js";
import { isMeant } from "./row.js";

const PAUSE_MS = 200;
const SHOWN = 8;
let turn = 0;

export async function find(house, text, place, done) {
  const mine = ++turn;
  if (!text) return place.replaceChildren();
  await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  if (mine !== turn) return;
  const found = await Promise.all([findPeople(house, text), findRooms(house, text)]);
  if (mine !== turn) return;
  // What the list above shows already is not found once more.
  const listed = house.tea.list.filter((chat) => isMeant(chat, text.toLowerCase()));
  const people = found[0].filter(({ uid }) => !listed.some((chat) => chat.with?.uid === uid));
  const rooms = found[1].filter((room) => !listed.some(({ id }) => id === room.chat));
  const chosen = (...parts) => {
    place.replaceChildren();
    done();
    go(...parts);
  };
  place.replaceChildren(
    section(
      t("people"),
      people.map((person) => personHit(person, () => chosen("c", `@${person.username}`))),
    ),
    section(
      t("publicRooms"),
      rooms.map((room) => roomHit(room, () => chosen("c", `#${room.slug}`))),
    ),
    listed.length + people.length + rooms.length
      ? ""
      : el("p", { class: "quiet none" }, t("find.none")),
    el(
      "button",
      { class: "hit", onclick: () => searchEverywhere(house, text) },
      icon("search"),
      el("span", { class: "clip" }, t("find.messages", { text })),
    ),
  );
}

export async function findPeople({ tea, people }, text) {
  const name = text.replace(/^@/, "");
  if (!name || name.startsWith("#")) return [];
  const page = await tea.users(name, { limit: SHOWN }).catch(() => ({ people: [] }));
  for (const person of page.people) people.put(person);
  return page.people.filter(({ uid, username }) => username && uid !== tea.account.uid);
}

async function findRooms({ tea }, text) {
  // A # alone asks for all of them.
  const q = encodeURIComponent(text.replace(/^#/, ""));
  const page = await tea.get(`/v1/rooms?q=${q}&limit=${SHOWN}`).catch(() => null);
  return (page?.rooms ?? []).filter(({ slug }) => slug);
}

function section(title, hits) {
  return hits.length
    ? el(
        "section",
        {},
        el("h2", {}, title),
        el(
          "ul",
          {},
          hits.map((hit) => el("li", {}, hit)),
        ),
      )
    : "";
}

export function personHit({ uid, username, display_name, avatar }, onclick) {
  const name = display_name || username;
  return el(
    "button",
    { class: "hit", type: "button", onclick },
    face({ uid, name, avatar, size: "small" }),
    el("span", { class: "clip", dir: "auto" }, name),
    el("span", { class: "clip quiet", dir: "auto" }, `@${username}`),
  );
}

function roomHit({ chat = "r:0", slug, title, members }, onclick) {
  return el(
    "button",
    { class: "hit", type: "button", onclick },
    face({ uid: Number(chat.slice(2)), name: title || slug, room: true, size: "small" }),
    el("span", { class: "clip", dir: "auto" }, title || slug),
    el("span", { class: "clip quiet" }, members ? t("members", { n: members }) : `#${slug}`),
  );
}
