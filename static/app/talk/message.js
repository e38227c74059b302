// One message on the page.

import { el } from "../parts/dom.js";
import { icon } from "../parts/icons.js";
import { authorOf, wordsOf } from "../parts/names.js";
import { face } from "../parts/people.js";
import { clock, full } from "../parts/times.js";
import { t } from "../parts/words.js";
import { body } from "./text.js";
import { areShown } from "./with-files.js";

/** Changes when, and only when, the message looks different. */
export function stampOf(row, view) {
  const { entry, first, last } = row;
  const { avatar, display_name } = view.personOf(entry.uid);
  const quoted = entry.replyTo && view.quoteOf(entry.replyTo);
  const told = [
    entry.text,
    entry.attachments.length && areShown(),
    entry.state,
    entry.edited,
    entry.deleted,
    entry.pinned,
    entry.refusal,
    entry.seq,
  ];
  const reactions = entry.reactions.map(({ emoji, count, mine }) => `${emoji}${count}${mine}`);
  const around = [
    first,
    last,
    avatar,
    display_name,
    quoted && authorOf(quoted),
    quoted && wordsOf(quoted),
    quoted?.deleted,
    isRead(entry, view),
    isMarked(entry, view),
  ];
  return [...told, ...reactions, ...around].join("\u0001");
}

/** `view` is what a message needs of the chat around it; see `log.js`. */
export function message(row, view) {
  const { entry, first, last } = row;
  const mine = entry.uid === view.me.uid;
  const classes = [
    "msg",
    mine && "mine",
    first && "first",
    last && "last",
    entry.deleted && "gone",
    isMarked(entry, view) && "marked",
  ];
  const person = view.personOf(entry.uid);
  const name = authorOf(entry);
  const showName = first && !mine && view.isRoom;
  const made = el(
    "article",
    {
      class: classes.filter(Boolean).join(" "),
      tabindex: "-1",
      "data-seq": entry.seq,
      "aria-label": t("message.by", { name: mine ? t("you") : name, at: full(entry.at) }),
    },
    showName
      ? el(
          "span",
          { class: "side-face" },
          face({ uid: entry.uid, name, avatar: person.avatar, size: "small" }),
        )
      : "",
    el(
      "div",
      { class: "bubble" },
      showName
        ? el(
            "button",
            { class: "author clip", dir: "auto", onclick: () => view.onPerson(entry) },
            name,
          )
        : "",
      entry.replyTo && !entry.deleted
        ? quote(view.quoteOf(entry.replyTo), () => view.onJump(entry.replyTo))
        : "",
      entry.attachments.length ? view.files(entry.attachments) : "",
      el(
        "div",
        { class: "words" },
        entry.deleted
          ? el("div", { class: "text quiet" }, t("message.deleted"))
          : body(entry.text, { mentions: entry.mentions, me: view.me, isOwn: mine }),
        foot(entry, mine, view),
      ),
    ),
    actions(entry, view),
    entry.reactions.length ? reactions(entry, view) : "",
    entry.state === "failed" ? failure(entry, view) : "",
  );
  return made;
}

function quote(quoted, onclick) {
  const gone = !quoted || quoted.deleted;
  return el(
    "button",
    { class: "quote", type: "button", onclick },
    el("span", { class: "unseen" }, t("reply.to")),
    quoted ? el("span", { class: "who clip", dir: "auto" }, authorOf(quoted)) : "",
    el(
      "span",
      { class: "clip", dir: "auto" },
      quoted === undefined ? "…" : gone ? t("message.deleted") : wordsOf(quoted),
    ),
  );
}

function foot(entry, mine, view) {
  const parts = [];
  if (entry.pinned)
    parts.push(
      el(
        "span",
        { class: "pinned", title: t("pinned") },
        icon("pin"),
        el("span", { class: "unseen" }, t("pinned")),
      ),
    );
  if (entry.edited) parts.push(el("span", {}, t("edited")));
  parts.push(
    el(
      "time",
      { datetime: new Date(entry.at).toISOString(), title: full(entry.at) },
      clock(entry.at),
    ),
  );
  if (mine) parts.push(mark(entry, view));
  return el("div", { class: "foot" }, parts);
}

function isMarked(entry, view) {
  return entry.seq !== null && entry.seq === view.marked;
}

function isRead(entry, view) {
  return entry.uid === view.me.uid && entry.seq !== null && view.readUpto() >= entry.seq;
}

function mark(entry, view) {
  const state = entry.state === "sent" && isRead(entry, view) ? "read" : entry.state;
  const sign = { sending: "clock", sent: "check", read: "checks", failed: "warning" }[state];
  return el(
    "span",
    { class: `state ${state}`, title: t(`state.${state}`) },
    icon(sign),
    el("span", { class: "unseen" }, t(`state.${state}`)),
  );
}

function actions(entry, view) {
  if (entry.state !== "sent" || entry.deleted) return "";
  const open = ({ currentTarget }) => view.onMenu(entry, currentTarget);
  return el(
    "button",
    {
      class: "sign more",
      tabindex: "-1",
      "aria-label": t("message.actions"),
      "aria-haspopup": "menu",
      onclick: open,
    },
    icon("more"),
  );
}

function reactions(entry, view) {
  const one = ({ emoji, count, mine }) =>
    el(
      "button",
      {
        class: "reaction",
        "aria-pressed": `${mine}`,
        "aria-label": t("reaction", { emoji, n: count }),
        onclick: () => view.onReact(entry, emoji, !mine),
      },
      el("span", { class: "emoji" }, emoji),
      count,
    );
  return el("div", { class: "reactions" }, entry.reactions.map(one));
}

function failure(entry, view) {
  return el(
    "div",
    { class: "failure", role: "alert" },
    el("span", {}, view.reasonOf(entry)),
    el("button", { class: "link", onclick: () => view.onRetry(entry) }, t("retry")),
    el("button", { class: "link", onclick: () => view.onDrop(entry) }, t("message.drop")),
  );
}
