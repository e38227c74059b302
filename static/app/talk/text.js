// The words of a message as nodes: text, links, and names that are called. There is no markup in
// messages, so nothing is interpreted but addresses that begin with http:// or https://.

import { el } from "../parts/dom.js";
import { path } from "../parts/route.js";

// What turns the direction of writing or has no width has no place in an address: it could make
// one look like another.
const LINK = /https?:\/\/[^\s<>"'`\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+/giu;
const NAME = /(?<![\p{L}\p{N}])@([\p{L}\p{N}][\p{L}\p{N}._-]*)/gu;
const ONLY_EMOJI = /^(?:\p{Extended_Pictographic}|\p{Emoji_Component}(?<!\p{N})|\s){1,12}$/u;

export function body(text, { mentions = [], me = null, isOwn = false } = {}) {
  const called = { mentions, me, isOwn };
  const nodes = [];
  let done = 0;
  for (const match of text.matchAll(LINK)) {
    const url = trimmed(match[0]);
    if (!isAddress(url)) continue;
    nodes.push(...names(text.slice(done, match.index), called), link(url));
    done = match.index + url.length;
  }
  nodes.push(...names(text.slice(done), called));
  const isBig = ONLY_EMOJI.test(text) && /\p{Extended_Pictographic}/u.test(text);
  // `auto` and isolation: whichever way a text runs, it runs within its own bubble.
  return el("div", { class: isBig ? "text big" : "text", dir: "auto" }, nodes);
}

/** A full stop behind an address ends the sentence; a bracket belongs to it only if it was opened. */
function trimmed(url) {
  let rest = url.replace(/[.,;:!?。，；：！？、》」』）]+$/u, "");
  while (rest.endsWith(")") && rest.split(")").length > rest.split("(").length)
    rest = rest.slice(0, -1);
  return rest;
}

function isAddress(url) {
  return URL.canParse(url) && new URL(url).hostname !== "";
}

function link(url) {
  const { href } = new URL(url);
  return el(
    "a",
    { href, dir: "ltr", target: "_blank", rel: "noopener noreferrer nofollow ugc", title: href },
    url,
  );
}

/** Whom a message calls the server has found out; of one's own it is not told again. */
function names(text, { mentions, me, isOwn }) {
  if (!mentions.length && !isOwn) return [text];
  const nodes = [];
  let done = 0;
  for (const match of text.matchAll(NAME)) {
    const name = match[1].replace(/[.-]+$/, "");
    const end = match.index + 1 + name.length;
    const isMe =
      me && mentions.includes(me.uid) && name.toLowerCase() === me.username?.toLowerCase();
    nodes.push(text.slice(done, match.index));
    nodes.push(
      el("a", { class: isMe ? "mention me" : "mention", href: path("c", `@${name}`) }, `@${name}`),
    );
    done = end;
  }
  nodes.push(text.slice(done));
  return nodes;
}
