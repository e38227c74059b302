// Ctrl+K: to any chat with a few letters.

import { el, set } from "../parts/dom.js";
import { titleOf } from "../parts/names.js";
import { face, pictureOf } from "../parts/people.js";
import { go } from "../parts/route.js";
import { t } from "../parts/words.js";
import { findPeople } from "./find.js";
import { isMeant } from "./row.js";

const SHOWN = 9;

export function switcher(house) {
  const open = document.querySelector("dialog.switcher");
  if (open) return void open.close();
  const list = el("ul", { role: "listbox", id: "switcher-list", "aria-label": t("chats") });
  const input = el("input", {
    class: "input",
    role: "combobox",
    "aria-expanded": "true",
    "aria-controls": list.id,
    "aria-autocomplete": "list",
    "aria-label": t("switcher"),
    placeholder: t("switcher"),
    autocomplete: "off",
    spellcheck: "false",
  });
  const dialog = el(
    "dialog",
    { class: "switcher", "aria-label": t("switcher"), onclose: () => dialog.remove() },
    input,
    list,
  );
  let options = [];
  let at = 0;
  let turn = 0;

  const choose = ({ parts }) => {
    dialog.close();
    go(...parts);
  };
  const draw = () => {
    at = Math.min(at, Math.max(0, options.length - 1));
    list.replaceChildren(
      ...options.map((option, index) =>
        el(
          "li",
          {
            role: "option",
            id: `switcher-${index}`,
            "aria-selected": `${index === at}`,
            onclick: () => choose(option),
          },
          face({ ...option.face, size: "small" }),
          el("span", { class: "clip", dir: "auto" }, option.title),
          el("span", { class: "quiet small" }, option.kind),
        ),
      ),
    );
    set(input, { "aria-activedescendant": options.length ? `switcher-${at}` : null });
    list.querySelector("[aria-selected='true']")?.scrollIntoView({ block: "nearest" });
  };
  const look = async () => {
    const mine = ++turn;
    const wanted = input.value.trim().toLowerCase();
    at = 0;
    options = chats(house, wanted);
    draw();
    if (!wanted) return;
    const found = await findPeople(house, wanted);
    if (mine !== turn) return;
    const known = new Set(options.map(({ uid }) => uid));
    options = [...options, ...found.filter(({ uid }) => !known.has(uid)).map(person)].slice(
      0,
      SHOWN,
    );
    draw();
  };
  input.addEventListener("input", look);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && options.length) at = (at + step + options.length) % options.length;
    else if (event.key === "Enter" && options[at]) choose(options[at]);
    else return;
    event.preventDefault();
    if (step) draw();
  });
  dialog.addEventListener(
    "pointerdown",
    (event) => event.target === dialog && event.offsetY < 0 && dialog.close(),
  );
  document.body.append(dialog);
  dialog.showModal();
  input.focus();
  look();
}

function chats(house, wanted) {
  const all = house.tea.list.filter((chat) => isMeant(chat, wanted));
  return all.slice(0, SHOWN).map((chat) => ({
    uid: chat.with?.uid,
    title: titleOf(chat),
    kind: chat.unread ? t("unread", { n: chat.unread }) : "",
    face: pictureOf(house, chat),
    parts: ["c", chat.id],
  }));
}

function person({ uid, username, display_name, avatar }) {
  const name = display_name || username;
  return {
    uid,
    title: name,
    kind: `@${username}`,
    face: { uid, name, avatar },
    parts: ["c", `@${username}`],
  };
}
