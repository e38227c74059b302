// The part of a chat that is before one's eyes: a bounded number of rows, kept in step with the
// window that the protocol module holds, extended where one scrolls to. What is read stays where it
// is while things come and go around it.

import { el, reconcile } from "../parts/dom.js";
import { icon } from "../parts/icons.js";
import { told } from "../parts/names.js";
import { face } from "../parts/people.js";
import { clock, day } from "../parts/times.js";
import { t } from "../parts/words.js";
import { message, stampOf } from "./message.js";
import { rowsOf } from "./rows.js";

/** So near to an end the next page is asked for. */
const NEAR_PX = 900;
/** So near to the newest one is taken to be reading along. */
const AT_END_PX = 60;

/**
 * `view` has what messages need, and `older()`, `newer()`, `latest()`, which load more.
 * `onSeen()` is called when what is seen has changed.
 */
export function log(chat, view, { unreadFrom, onSeen, signal }) {
  const rows = el("div", { class: "rows" });
  const start = el("div", { class: "start" });
  const scroll = el(
    "div",
    {
      class: "log scroll",
      role: "log",
      "data-room": view.isRoom,
      "aria-live": "off",
      "aria-label": t("log"),
      tabindex: "0",
    },
    start,
    rows,
  );
  const jump = el(
    "button",
    { class: "jump", hidden: true, onclick: () => latest() },
    el("span", { class: "badge" }),
    icon("down"),
  );
  const whole = el("div", { class: "log-frame" }, scroll, jump);
  let stuck = true;
  let loading = false;
  let planned = false;

  const atEnd = () =>
    chat.atEnd && scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < AT_END_PX;

  function draw() {
    planned = false;
    const anchor = stuck && chat.atEnd ? null : firstSeen();
    const top = anchor?.getBoundingClientRect().top;
    reconcile(rows, rowsOf(chat.entries, unreadFrom(), view.me.uid), {
      key: (row) => row.key,
      stamp: (row) => stampRow(row, view),
      make: (row) => makeRow(row, view),
    });
    reconcile(start, beginning(chat, view), {
      key: (part) => part.key,
      stamp: (part) => part.stamp,
      make: (part) => part.make(),
    });
    const anchorNow =
      anchor &&
      (anchor.isConnected
        ? anchor
        : rows.querySelector(`[data-key="${CSS.escape(anchor.dataset.key)}"]`));
    if (anchorNow) scroll.scrollTop += anchorNow.getBoundingClientRect().top - top;
    else if (stuck) scroll.scrollTop = scroll.scrollHeight;
    seen();
  }

  function plan() {
    if (planned) return;
    planned = true;
    requestAnimationFrame(() => planned && draw());
  }

  /** The first entry that is in sight. Days do not count: one stays the first when more comes before. */
  function firstSeen() {
    const edge = scroll.getBoundingClientRect().top;
    const isSeen = (row) => row.dataset.seq && row.getBoundingClientRect().bottom > edge;
    return [...rows.children].find(isSeen);
  }

  function seen() {
    const end = atEnd();
    jump.hidden = end;
    const badge = jump.firstElementChild;
    badge.textContent = chat.unread > 99 ? "99+" : chat.unread;
    badge.hidden = chat.unread === 0;
    jump.setAttribute(
      "aria-label",
      chat.unread ? `${badge.textContent}: ${t("latest")}` : t("latest"),
    );
    onSeen();
  }

  async function fetchMore() {
    if (loading || !chat.entries.length) return;
    const nearStart = scroll.scrollTop < NEAR_PX && !chat.atStart;
    const nearEnd =
      scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR_PX && !chat.atEnd;
    if (!nearStart && !nearEnd) return;
    loading = true;
    try {
      stuck = false;
      await (nearStart ? view.older() : view.newer());
      draw();
    } catch {
      // The connection is away: its coming back draws anew, and the next scroll asks again.
    }
    loading = false;
  }

  async function latest() {
    if (!chat.atEnd) await view.latest().catch(() => {});
    stuck = true;
    draw();
  }

  scroll.addEventListener(
    "scroll",
    () => {
      stuck = atEnd();
      chat.follows = stuck;
      seen();
      fetchMore();
    },
    { passive: true },
  );
  scroll.addEventListener("keydown", (event) => walk(event, scroll, rows, latest));
  openOnLongPress(rows);
  const resized = new ResizeObserver(() => {
    if (stuck && chat.atEnd) scroll.scrollTop = scroll.scrollHeight;
    seen();
  });
  resized.observe(scroll);
  signal.addEventListener("abort", () => resized.disconnect());

  return Object.assign(whole, {
    draw,
    plan,
    latest,
    /** Brings a message to the middle and says which it is. */
    showAt(seq) {
      stuck = false;
      draw();
      const row = rows.querySelector(`[data-seq="${seq}"]`);
      row?.scrollIntoView({ block: "center" });
      row?.focus({ preventScroll: true });
      stuck = atEnd();
      fetchMore();
    },
    /** Brings the line of the unread to the upper part, if there is one. */
    showUnread() {
      const line = rows.querySelector(".unread-line");
      if (!line) return false;
      stuck = false;
      scroll.scrollTop +=
        line.getBoundingClientRect().top - scroll.getBoundingClientRect().top - 48;
      stuck = atEnd();
      seen();
      return true;
    },
    isAtEnd: atEnd,
  });
}

function stampRow(row, view) {
  if (row.kind === "message") return stampOf(row, view);
  if (row.kind === "told") return told(row.entry, view.me.uid);
  return row.kind === "day" ? day(row.at) : row.kind;
}

function makeRow(row, view) {
  if (row.kind === "message") return message(row, view);
  if (row.kind === "day")
    return el(
      "div",
      { class: "day", role: "separator", "aria-label": day(row.at) },
      el("span", {}, day(row.at)),
    );
  if (row.kind === "unread")
    return el(
      "div",
      { class: "unread-line", role: "separator", "aria-label": t("unreadLine") },
      el("span", {}, t("unreadLine")),
    );
  const { entry } = row;
  const line = [
    el("span", { dir: "auto" }, told(entry, view.me.uid)),
    " ",
    el("time", { datetime: new Date(entry.at).toISOString() }, clock(entry.at)),
  ];
  const lift = entry.type === "ban" && view.mayLift();
  if (lift)
    line.push(
      " ",
      el("button", { class: "link", onclick: () => view.onLift(entry.user) }, t("unban")),
    );
  const jumps = entry.type === "pin" && entry.target;
  return el(
    "p",
    { class: "told", "data-seq": entry.seq },
    jumps ? el("button", { class: "link", onclick: () => view.onJump(entry.target) }, line) : line,
  );
}

/** What stands above the first row: whom one talks with, or that there is more. */
function beginning(chat, view) {
  if (!chat.entries.length && !chat.atStart) return [{ key: "loading", stamp: "", make: loading }];
  if (!chat.atStart)
    return [{ key: "more", stamp: "", make: () => el("div", { class: "spinner" }) }];
  const picture = view.picture();
  const kind = chat.kind === "direct" ? "start.direct" : "start.room";
  const words = t(chat.entries.length ? kind : `${kind}.empty`);
  const make = () =>
    el(
      "div",
      { class: "empty" },
      face({ ...picture, here: false, size: "large" }),
      el("p", { class: "name", dir: "auto" }, picture.name),
      el("p", {}, words),
    );
  return [{ key: "start", stamp: [picture.name, picture.avatar, words].join("\u0001"), make }];
}

function loading() {
  return el(
    "div",
    { class: "empty", role: "status" },
    el("span", { class: "spinner" }),
    el("span", { class: "unseen" }, t("loading")),
  );
}

/** From message to message, like rows of a list; Enter opens what can be done with one. */
function walk(event, scroll, rows, latest) {
  if (event.target !== scroll && !event.target.classList.contains("msg")) return;
  const messages = [...rows.querySelectorAll(".msg")];
  const at = messages.indexOf(document.activeElement);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "End") latest().then(() => focusRow([...rows.querySelectorAll(".msg")].at(-1)));
  else if (event.key === "Enter" && at >= 0) messages[at].querySelector(".more")?.click();
  else if (step && !event.altKey) focusRow(at < 0 ? messages.at(-1) : messages[at + step]);
  else return;
  event.preventDefault();
}

function focusRow(row) {
  row?.focus({ preventScroll: true });
  row?.scrollIntoView({ block: "nearest" });
}

/**
 * A finger cannot hover: a tap shows the button beside a message, because it takes the focus there, and
 * a long press opens what can be done with it. On an address it is the browser's.
 */
function openOnLongPress(rows) {
  rows.addEventListener("contextmenu", (event) => {
    const more = event.target.closest(".msg")?.querySelector(".more");
    if (event.pointerType !== "touch" || !more || event.target.closest("a")) return;
    event.preventDefault();
    more.click();
  });
}
