// An entry of a chat's log as a page shows it. What happened to a message is folded into it.
//
// `asOf` is the number up to which everything that befell the entry is in it. A page of history
// shows entries as they are at its head, and events that are older than that change nothing.

/** Events that befall a message and are nothing to show by themselves. */
const DEEDS = new Set(["edit", "delete", "react"]);

export function isShown(event) {
  return !DEEDS.has(event.type);
}

export function entryOf(event, asOf = event.seq) {
  const { type, seq, at, uid, from, now = {} } = event;
  const entry = { key: String(seq), seq, type, uid, from, at, asOf, state: "sent", refusal: null };
  if (type !== "message") {
    const { user = null, role, title, slug, target, on } = event;
    return Object.assign(entry, { user, role, title, slug, target, on });
  }
  const isDeleted = Boolean(now.deleted || event.erased);
  return Object.assign(entry, {
    id: event.id,
    text: isDeleted ? "" : (now.text ?? event.text),
    replyTo: event.reply_to ?? null,
    mentions: (now.edited ? now.mentions : event.mentions) ?? [],
    attachments: isDeleted ? [] : (event.attachments ?? []),
    edited: Boolean(now.edited) && !isDeleted,
    deleted: isDeleted,
    reactions: now.reactions ?? [],
    pinned: now.pinned ?? false,
  });
}

/** A message that is on its way. */
export function echoOf({ id, text, replyTo, attachments, at, uid, from }) {
  const said = { id, text, reply_to: replyTo, attachments };
  const event = { type: "message", seq: null, at, uid, from, ...said };
  return { ...entryOf(event), key: id, state: "sending" };
}

/** Lets an event befall its target, once. */
export function befall(entry, event, me) {
  if (event.seq <= entry.asOf) return;
  entry.asOf = event.seq;
  if (event.type === "edit" && !entry.deleted) {
    Object.assign(entry, { text: event.text, mentions: event.mentions ?? [], edited: true });
  } else if (event.type === "delete") {
    const gone = { text: "", mentions: [], attachments: [], edited: false, deleted: true };
    Object.assign(entry, gone, { reactions: [], pinned: false });
  } else if (event.type === "react") {
    entry.reactions = counted(entry.reactions, event, me);
  } else if (event.type === "pin") {
    entry.pinned = event.on;
  }
}

function counted(reactions, { emoji, on, uid }, me) {
  const known = reactions.find((reaction) => reaction.emoji === emoji);
  const { count, mine } = known ?? { count: 0, mine: false };
  const next = { emoji, count: count + (on ? 1 : -1), mine: uid === me ? on : mine };
  const all = known ? reactions.map((it) => (it === known ? next : it)) : [...reactions, next];
  return all.filter((reaction) => reaction.count > 0);
}
