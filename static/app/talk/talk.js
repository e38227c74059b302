// A conversation: who it is with, what was said, and where one writes.

import { el } from "../parts/dom.js";
import { reason } from "../parts/failed.js";
import { part } from "../parts/later.js";
import { authorOf, titleOf, wordsOf } from "../parts/names.js";
import { pictureOf } from "../parts/people.js";
import { go, turn } from "../parts/route.js";
import { say, sorry } from "../parts/speak.js";
import { titled } from "../parts/title.js";
import { t } from "../parts/words.js";
import { composer } from "./composer.js";
import { header } from "./header.js";
import { log } from "./log.js";
import { typingIn } from "./typing.js";
import { files } from "./with-files.js";

const READ_PAUSE_MS = 300;

/** The page of the chat that `name` means: `d:1:2`, `r:5`, `@bob` or `#tea`; at `seq`, if given. */
export async function talk(house, name, seq) {
  const { tea } = house;
  const opened = await tea.open(name).catch((error) => {
    if (error.code !== "not_a_member") throw error;
    return null;
  });
  // Whoever went on meanwhile is not shown it, and nothing is begun that would have to end.
  if (house.signal.aborted) return el("section", {});
  if (!opened) return (await part("talk/outside.js", "later")).beforeTheDoor(house, name);
  if (opened.id === name || !tea.chats.has(opened.id)) return page(house, opened, seq);
  // One address for one chat, so that Back does not lead through its aliases.
  turn("c", opened.id, ...(seq ? [seq] : []));
  return el("section", {});
}

function page(house, chat, seq) {
  const { tea, people, signal } = house;
  const unreadFrom = chat.unread > 0 ? chat.read + 1 : null;
  const place = { marked: seq ?? null, unreadFrom };
  const view = viewOf(house, chat, place);
  place.redraw = () => {
    write?.refresh();
    shown.plan();
  };
  const onSeen = readMarks(house, chat, () => shown.isAtEnd());
  const shown = log(chat, view, { unreadFrom: () => place.unreadFrom, onSeen, signal });
  const typing = el("p", { class: "typing", role: "status" });
  const head = header(house, chat);
  const foot = el("div", { class: "foot-frame" });
  const whole = el(
    "section",
    { class: "talk", "aria-label": titleOf(chat) },
    head,
    shown,
    typing,
    foot,
  );
  let write = null;

  async function drawFoot() {
    const kind = chat.closed ? "closed" : chat.kind === "room" && !chat.role ? "outside" : "inside";
    if (foot.dataset.kind === kind) return;
    foot.dataset.kind = kind;
    write = kind === "inside" ? writing(house, chat, view, shown, place) : null;
    view.write = write;
    if (write) return foot.replaceChildren(write);
    const { outside } = await part("talk/outside.js", "later").catch((error) => {
      delete foot.dataset.kind; // The next change tries again.
      throw error;
    });
    if (foot.dataset.kind === kind) foot.replaceChildren(outside(house, chat, kind));
  }

  function drawTyping() {
    const words = typingIn(chat, tea.account?.uid);
    if (typing.textContent !== words) typing.textContent = words;
  }

  const onChat = ({ detail }) => {
    if (detail.chat !== chat) return;
    head.draw();
    drawFoot();
    drawTyping();
    place.redraw();
  };
  tea.addEventListener("chat", onChat, { signal });
  tea.addEventListener("typing", onChat, { signal });
  tea.addEventListener("presence", () => head.draw(), { signal });
  tea.addEventListener(
    "message",
    ({ detail }) => {
      if (detail.chat !== chat) return;
      // For ears: what is new, and nothing of what is scrolled back to.
      say(t("said", { from: authorOf(detail.entry), text: wordsOf(detail.entry) }));
      // What comes while somebody looks elsewhere is new to them when they are back.
      const isNews = !isLookedAt() && (place.unreadFrom ?? 0) <= chat.read;
      if (isNews) place.unreadFrom = detail.entry.seq;
    },
    { signal },
  );
  tea.addEventListener("state", () => tea.state.is === "online" && begin(), { signal });
  people.addEventListener(
    "change",
    () => {
      head.draw();
      shown.plan();
    },
    { signal },
  );
  const ticking = setInterval(drawTyping, 1000);
  signal.addEventListener("abort", () => clearInterval(ticking));

  /** What is to be seen first; again after a connection that came too late for it. */
  async function begin() {
    if (chat.entries.length || chat.isLoaded) return shown.plan();
    await arrive(tea, chat, shown, seq, unreadFrom);
  }

  takeDropped(whole, (dropped) => write?.attach(dropped), signal);
  titled(titleOf(chat));
  drawFoot();
  drawTyping();
  if (chat.kind === "direct" && chat.with) tea.watch([chat.with.uid]);
  requestAnimationFrame(() => {
    shown.draw();
    if (chat.entries.length || tea.state.is === "online") arrive(tea, chat, shown, seq, unreadFrom);
    if (!seq && matchMedia("(hover: hover)").matches) write?.focus();
  });
  return whole;
}

/** Files that are dropped anywhere on the conversation are for it. */
function takeDropped(whole, take, signal) {
  const hasFiles = ({ dataTransfer }) => dataTransfer.types.includes("Files");
  const mark = (on) => whole.classList.toggle("dropping", on);
  const on = (type, act) => whole.addEventListener(type, act, { signal });
  on("dragover", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    mark(true);
  });
  on("dragleave", ({ relatedTarget }) => whole.contains(relatedTarget) || mark(false));
  on("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    mark(false);
    take(event.dataTransfer.files);
  });
}

const isLookedAt = () => !document.hidden && document.hasFocus();

/** Goes where the reader is to begin: at one message, at what is new, or at the end. */
async function arrive(tea, chat, shown, seq, unreadFrom) {
  const isFarBack = unreadFrom && !chat.atEnd;
  try {
    if (seq || isFarBack) await tea.around(chat.id, seq ?? unreadFrom);
    else if (!chat.atEnd) await tea.latest(chat.id);
  } catch (error) {
    return error.code === "offline" || sorry(error);
  }
  if (seq) return shown.showAt(seq);
  shown.draw();
  shown.showUnread();
}

/** A function to call when something was seen: what is before somebody's eyes for a moment is read. */
function readMarks({ tea, signal }, chat, isAtEnd) {
  let timer = null;
  const isUnread = () => isLookedAt() && isAtEnd() && chat.head > chat.read;
  const mark = () => {
    timer = null;
    if (isUnread() && !signal.aborted) tea.read(chat.id, chat.head);
  };
  const seen = () => {
    if (isUnread()) timer ??= setTimeout(mark, READ_PAUSE_MS);
  };
  for (const event of ["focus", "visibilitychange"]) addEventListener(event, seen, { signal });
  return seen;
}

/** What messages and menus need of the chat around them. */
function viewOf(house, chat, place) {
  const { tea, people } = house;
  const quotes = new Map();
  const view = {
    me: tea.account,
    isRoom: chat.kind === "room",
    picture: () => pictureOf(house, chat),
    get marked() {
      return place.marked;
    },
    personOf: (uid) => people.get(uid) ?? {},
    /** undefined while it is asked for, null if there is none. */
    quoteOf(seq) {
      const held = chat.find(seq);
      if (held) return held;
      if (!quotes.has(seq)) {
        quotes.set(seq, undefined);
        tea
          .message(chat.id, seq)
          .catch(() => null)
          .then((entry) => {
            quotes.set(seq, entry ?? null);
            place.redraw();
          });
      }
      return quotes.get(seq);
    },
    files: (attachments) => files(tea, attachments, place.redraw),
    readUpto: () => chat.seen,
    reasonOf: ({ refusal }) => reason({ code: refusal }),
    mayLift: () => ["owner", "moderator"].includes(chat.role),
    onLift: (user) => tea.unban(chat.id, user).catch(sorry),
    older: () => tea.older(chat.id),
    newer: () => tea.newer(chat.id),
    latest: () => tea.latest(chat.id),
    onJump: (seq) => go("c", chat.id, String(seq)),
    onPerson: async ({ uid }) => (await part("talk/person.js", "later")).personCard(house, uid),
    onMenu: async (entry, anchor) =>
      (await part("talk/menu.js", "later")).messageMenu(house, chat, entry, anchor, view),
    onReact: (entry, emoji, on) => tea.react(chat.id, entry.seq, emoji, on).catch(sorry),
    onRetry: (entry) => tea.retry(chat.id, entry.key),
    onDrop: (entry) => {
      tea.drop(chat.id, entry.key);
      view.write?.insert(entry.text);
      if (entry.refusal !== "attachments_gone") view.write?.restore(entry.attachments);
    },
  };
  return view;
}

function writing({ tea }, chat, view, shown, place) {
  const send = (text, replyTo, attachments) => {
    place.unreadFrom = null;
    tea.send(chat.id, text, { replyTo, attachments }).catch(() => {});
    shown.latest();
  };
  const edit = (seq, text) =>
    tea.edit(chat.id, seq, text).catch((error) => {
      sorry(error);
      view.write?.edit({ seq, text });
    });
  const lastOwn = () =>
    chat.entries.findLast(
      (it) =>
        it.type === "message" && it.uid === tea.account?.uid && it.state === "sent" && !it.deleted,
    );
  let members = null;
  const callable = async () => {
    if (chat.kind === "direct") return [chat.with];
    members ??= await tea.members(chat).catch(() => []);
    return members;
  };
  const onTyping = (on) => tea.typing(chat.id, on);
  return composer({
    tea,
    chat,
    send,
    edit,
    quoteOf: view.quoteOf,
    lastOwn,
    onTyping,
    members: callable,
  });
}
