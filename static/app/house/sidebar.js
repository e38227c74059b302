// The list of chats, the field above it that filters them and finds what is not among them yet,
// and the menu of one's own things.

import { el, reconcile } from "../parts/dom.js";
import { icon } from "../parts/more-icons.js";
import { part } from "../parts/later.js";
import { nameOf } from "../parts/names.js";
import { face } from "../parts/people.js";
import { here } from "../parts/route.js";
import { t } from "../parts/words.js";
import { isMeant, row, stampOf } from "./row.js";

const SHOWN = 200;
/** Of so many of those written to last it is shown whether they are here. */
const WATCHED = 50;

/** What stands in `side`, its place in the frame. */
export function sidebar(house, side) {
  const { tea, people, signal } = house;
  const list = el("ul", { class: "chats" });
  const more = el(
    "button",
    { class: "button wide", hidden: true, onclick: () => ((limit += SHOWN), draw()) },
    t("showMore"),
  );
  const found = el("div", { class: "found" });
  const filter = el("input", {
    type: "search",
    class: "input",
    placeholder: t("filter"),
    "aria-label": t("filter"),
    autocomplete: "off",
    maxlength: "64",
  });
  const own = el("button", {
    class: "own",
    "aria-haspopup": "menu",
    "aria-label": t("ownMenu"),
    onclick: async () => (await part("house/own-menu.js", "later")).ownMenu(house, own),
  });
  const makeRoom = async () => (await part("house/new-room.js", "later")).newRoom(house);
  const lookFor = (text) => {
    filter.value = text;
    filter.dispatchEvent(new Event("input"));
    filter.focus();
  };
  const create = el(
    "button",
    { class: "sign", "aria-label": t("newRoom"), title: t("newRoom"), onclick: makeRoom },
    icon("plus"),
  );
  const first = el(
    "div",
    { class: "buttons" },
    el("button", { class: "button", onclick: makeRoom }, t("newRoom")),
    el("button", { class: "button", onclick: () => lookFor("#") }, t("list.rooms")),
  );
  const empty = el("div", { class: "empty", hidden: true }, el("p", {}), first);
  let limit = SHOWN;
  let planned = false;

  const draw = () => {
    planned = false;
    const wanted = filter.value.trim().toLowerCase();
    const all = tea.list;
    const chosen = wanted ? all.filter((chat) => isMeant(chat, wanted)) : all;
    const current = currentChat();
    reconcile(list, chosen.slice(0, limit), {
      key: (chat) => chat.id,
      stamp: (chat) => stampOf(house, chat, current),
      make: (chat) => row(house, chat, current),
    });
    const others = all.slice(0, WATCHED).map((chat) => chat.with?.uid);
    tea.watch(others.filter(Boolean));
    more.hidden = chosen.length <= limit;
    empty.hidden = chosen.length > 0 || wanted !== "";
    const isKnown = tea.state.is === "online";
    empty.firstElementChild.textContent = t(isKnown ? "list.empty" : "list.loading");
    first.hidden = !isKnown;
    drawOwn();
  };
  const plan = () => {
    if (planned) return;
    planned = true;
    requestAnimationFrame(draw);
  };
  const drawOwn = () => {
    const { uid, avatar } = tea.account ?? {};
    const name = nameOf(tea.account);
    const stamp = `${uid} ${name} ${avatar}`;
    if (own.dataset.stamp === stamp) return;
    own.dataset.stamp = stamp;
    own.replaceChildren(face({ uid, name, avatar, size: "small" }));
  };

  for (const event of ["chats", "chat", "typing", "presence", "state", "account"])
    tea.addEventListener(event, plan, { signal });
  addEventListener("hashchange", plan, { signal });
  people.addEventListener("change", plan, { signal });
  addEventListener("drafts", plan, { signal });
  filter.addEventListener("input", async () => {
    plan();
    const done = () => ((filter.value = ""), plan());
    (await part("house/find.js", "later")).find(house, filter.value.trim(), found, done);
  });
  filter.addEventListener("keydown", (event) => walk(event, side, filter));
  list.addEventListener("keydown", (event) => walk(event, side, filter));

  draw();
  return [
    el("header", {}, own, el("h1", {}, "Teahouse"), create),
    el("search", { class: "filter" }, icon("search"), filter),
    el("nav", { class: "scroll", "aria-label": t("chats") }, list, more, empty, found),
  ];
}

function currentChat() {
  const [place, name] = here();
  return place === "c" ? name : null;
}

/** Up and down through the list without leaving the keyboard's middle. */
function walk(event, side, filter) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || event.isComposing || event.altKey) return;
  const stops = [filter, ...side.querySelectorAll("nav a, nav .hit")];
  const at = stops.indexOf(document.activeElement);
  const to = stops[at + step];
  if (!to) return;
  event.preventDefault();
  to.focus();
}
