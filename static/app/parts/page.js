// What pages beside the conversation are made of: a head with its parts, and cards.

import { el } from "./dom.js";
import { icon } from "./more-icons.js";
import { path } from "./route.js";
import { titled } from "./title.js";
import { t } from "./words.js";

/** The head of a page with parts. */
export function pageHead(title, parts, here) {
  titled(title);
  const link = ([name, href, sign]) =>
    el("a", { href, "aria-current": href === here && "page" }, icon(sign), name);
  const nav = el("nav", { class: "parts", "aria-label": title }, parts.map(link));
  const current = nav.querySelector("[aria-current]");
  requestAnimationFrame(() => current?.scrollIntoView({ block: "nearest", inline: "nearest" }));
  return el(
    "header",
    { class: "page-head" },
    el(
      "div",
      { class: "line" },
      el("a", { class: "sign back", href: path(), "aria-label": t("back") }, icon("back")),
      el("h1", {}, title),
    ),
    nav,
  );
}

/** A titled part of a page. */
export function card(title, ...content) {
  const id = `card-${Math.random().toString(36).slice(2)}`;
  return el("section", { class: "card", "aria-labelledby": id }, el("h2", { id }, title), content);
}
