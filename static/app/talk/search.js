// Finding what was said, here or anywhere, and going there.

import { sheet } from "../parts/dialog.js";
import { el } from "../parts/dom.js";
import { reason } from "../parts/failed.js";
import { icon } from "../parts/more-icons.js";
import { authorOf, titleOf } from "../parts/names.js";
import { go } from "../parts/route.js";
import { brief } from "../parts/times.js";
import { t } from "../parts/words.js";

const PAUSE_MS = 250;
const AROUND = 40;

export function searchChat(house, chat) {
  searchSheet(house, t("search.in", { title: titleOf(chat) }), chat.id, "");
}

export function searchEverywhere(house, text) {
  searchSheet(house, t("search.all"), null, text);
}

function searchSheet(house, title, chat, text) {
  const { tea } = house;
  sheet(
    title,
    (close) => {
      const input = el("input", {
        type: "search",
        class: "input",
        "aria-label": title,
        placeholder: t("search.words"),
        value: text,
        "data-focus": true,
        maxlength: "200",
      });
      const status = el("p", { class: "quiet", role: "status" });
      const hits = el("ul", { class: "found-list" });
      const more = el("button", { class: "button wide", hidden: true }, t("showMore"));
      let turn = 0;
      let next = null;

      const ask = async (before) => {
        const mine = ++turn;
        const wanted = input.value.trim();
        if (!before) hits.replaceChildren();
        more.hidden = true;
        status.textContent = "";
        if (!wanted) return;
        await new Promise((resolve) => setTimeout(resolve, before ? 0 : PAUSE_MS));
        if (mine !== turn) return;
        try {
          const found = await tea.search(wanted, { chat, before });
          if (mine !== turn) return;
          next = found.next ?? null;
          hits.append(
            ...found.hits.map((hit) => el("li", {}, one(house, hit, wanted, chat, close))),
          );
          status.textContent = hits.children.length ? "" : t("search.none");
          more.hidden = !next;
        } catch (error) {
          if (mine === turn)
            status.textContent = error.code === "bad_frame" ? t("search.none") : reason(error);
        }
      };
      input.addEventListener("input", () => ask(null));
      more.addEventListener("click", () => ask(next));
      if (text) ask(null);
      return [el("div", { class: "filter" }, icon("search"), input), status, hits, more];
    },
    { className: "tall" },
  );
}

function one({ tea }, { chat, seq, at, uid, from, text }, wanted, inChat, close) {
  const place = inChat ? "" : titleOf(tea.chats.get(chat) ?? { title: from });
  return el(
    "button",
    {
      class: "found-one",
      onclick: () => {
        close();
        go("c", chat, String(seq));
      },
    },
    el(
      "span",
      { class: "line" },
      el("b", { class: "clip", dir: "auto" }, authorOf({ uid, from })),
      place ? el("span", { class: "quiet clip", dir: "auto" }, place) : "",
      el("span", { class: "at" }, brief(at)),
    ),
    el("span", { class: "excerpt", dir: "auto" }, excerpt(text, wanted)),
  );
}

/** The words around the first that was found, with what was found marked. */
function excerpt(text, wanted) {
  const at = text.toLowerCase().indexOf(wanted.toLowerCase());
  if (at < 0) return text.slice(0, 4 * AROUND);
  const begin = Math.max(0, at - AROUND);
  const end = at + wanted.length;
  return [
    begin ? "…" : "",
    text.slice(begin, at),
    el("mark", {}, text.slice(at, end)),
    text.slice(end, end + 2 * AROUND),
  ];
}
