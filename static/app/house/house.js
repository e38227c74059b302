// Everything of somebody who is in, from coming in to going: the frame around the pages, which page
// an address means, and the keys that work everywhere.

import { el } from "../parts/dom.js";
import { reason } from "../parts/failed.js";
import { forget } from "../parts/keep.js";
import { introduce } from "../parts/names.js";
import { People } from "../parts/people.js";
import { here, path } from "../parts/route.js";
import { toast } from "../parts/speak.js";
import { setSkew } from "../parts/times.js";
import { countUnread, titled } from "../parts/title.js";
import { t } from "../parts/words.js";
import { nothingChosen, shell } from "./shell.js";
import { walkChats } from "./walk.js";

/** What may be otherwise when the connection is back. */
const PASSING = new Set(["offline", "unreachable", "unavailable", "busy"]);

/** What is loaded when it is opened, or before, for it may be opened while the server is away. */
const REST = [
  "../talk/talk.js",
  "./find.js",
  "./new-room.js",
  "./notify.js",
  "./own-menu.js",
  "./switcher.js",
  "../talk/chat-menu.js",
  "../talk/emoji.js",
  "../talk/mentions.js",
  "../talk/menu.js",
  "../talk/outside.js",
  "../talk/search.js",
  "../talk/viewer.js",
];
/** By then whatever was opened first stands. */
const LATER_MS = 5000;

function loadRest() {
  for (const path of REST) import(path).catch(() => {});
}

/** Moves somebody in. `show(signal)` shows the page of the address; it is over with the signal. */
export function moveIn(tea, root, signOut) {
  const life = new AbortController();
  const { uid } = tea;
  const stay = { tea, people: new People(tea), signal: life.signal, signOut };
  introduce(stay.people);
  const frame = shell(stay);
  root.replaceChildren(frame.whole);
  countUnread(stay);
  const told = async ({ detail }) => (await import("./notify.js")).tell(detail, frame.side);
  tea.addEventListener("message", told, { signal: life.signal });
  const later = setTimeout(loadRest, LATER_MS);
  life.signal.addEventListener("abort", () => clearTimeout(later));
  if (!tea.isLasting) toast(t("notLasting"));
  setSkew(tea.skew);
  tea.addEventListener("clock", ({ detail }) => setSkew(detail.skew), { signal: life.signal });
  addEventListener("keydown", (event) => keys(event, stay, root), { signal: life.signal });

  return {
    end(why) {
      life.abort();
      // Whoever goes on purpose leaves nothing on a machine that others may use.
      if (why === "asked" || why === "deleted") forget(`draft.${uid}.`);
    },
    async show(signal) {
      const [place = "", ...rest] = here();
      try {
        const page = await pageAt({ ...stay, signal }, place, rest);
        if (!signal.aborted) frame.show(place ? "page" : "list", page);
      } catch (error) {
        if (signal.aborted) return;
        frame.show("page", missing(error));
        const again = () => {
          if (tea.state.is !== "online") return;
          tea.removeEventListener("state", again);
          this.show(signal);
        };
        if (PASSING.has(error.code)) tea.addEventListener("state", again, { signal });
      }
    },
  };
}

async function pageAt(house, place, rest) {
  if (place === "c" && rest[0]) {
    const { talk } = await import("../talk/talk.js");
    return talk(house, rest[0], Number(rest[1]) || null);
  }
  if (place === "account") return (await import("../account/page.js")).accountPage(house, rest[0]);
  if (place === "admin") return (await import("../admin/page.js")).adminPage(house, rest[0]);
  titled("");
  return nothingChosen(house);
}

function missing(error) {
  if (error.code === undefined) console.error(error);
  const isGone = ["unknown_chat", "unknown_user", "not_found"].includes(error.code);
  const words = isGone ? t("chat.missing") : reason(error);
  return el(
    "div",
    { class: "empty whole" },
    el("h2", {}, words),
    el("p", {}, el("a", { href: path() }, t("back.list"))),
  );
}

/** Keys that mean something wherever one is. While a character is composed they are not ours. */
async function keys(event, stay, root) {
  if (event.isComposing || event.keyCode === 229) return;
  const { key, altKey, target } = event;
  const isCommand = event.ctrlKey || event.metaKey;
  const isTyping = target.matches?.("input, textarea, select");
  const isDialog = document.querySelector("dialog[open]");
  if (isCommand && key.toLowerCase() === "k") {
    event.preventDefault();
    (await import("./switcher.js")).switcher(stay);
  } else if (altKey && !isCommand && (key === "ArrowUp" || key === "ArrowDown")) {
    event.preventDefault();
    walkChats(stay, key === "ArrowUp" ? -1 : 1);
  } else if (key === "?" && !isTyping && !isCommand) {
    (await import("./own-menu.js")).showKeys();
  } else if (key === "Escape" && !isTyping && !isDialog) {
    root.querySelector(".composer textarea")?.focus();
  }
}
