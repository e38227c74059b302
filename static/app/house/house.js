// Everything of somebody who is in, from coming in to going: the frame around the pages, which page
// an address means, and the keys that work everywhere.

import { el } from "../parts/dom.js";
import { reason } from "../parts/failed.js";
import { forget } from "../parts/keep.js";
import { part } from "../parts/later.js";
import { introduce } from "../parts/names.js";
import { People } from "../parts/people.js";
import { here, path } from "../parts/route.js";
import { toast, wayOn } from "../parts/speak.js";
import { setSkew } from "../parts/times.js";
import { countUnread, titled } from "../parts/title.js";
import { t } from "../parts/words.js";
import { shell } from "./shell.js";

/** What may be otherwise when the connection is back. */
const PASSING = new Set(["offline", "unreachable", "unavailable", "busy"]);

/** By then whatever was opened first stands. */
const LATER_MS = 5000;

/** Moves somebody in. `show(signal)` shows the page of the address; it is over with the signal. */
export function moveIn(tea, root, signOut) {
  const life = new AbortController();
  const { uid } = tea;
  const stay = { tea, people: new People(tea), signal: life.signal, signOut };
  introduce(stay.people);
  const frame = shell(stay);
  const stand = () => frame.whole.isConnected || root.replaceChildren(frame.whole);
  countUnread(stay);
  const told = async ({ detail }) =>
    (await part("house/notify.js", "later")).tell(detail, frame.side);
  tea.addEventListener("message", told, { signal: life.signal });
  const later = setTimeout(() => loadMore(stay, frame), LATER_MS);
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
        const coming = pageAt({ ...stay, signal }, place, rest);
        // The list is a page of its own. Beside another it comes behind that.
        const [page] = await Promise.all([coming, place ? stand() : frame.list()]);
        if (signal.aborted) return;
        stand();
        frame.show(place ? "page" : "list", page);
      } catch (error) {
        if (signal.aborted) return;
        stand();
        const again = () => this.show(signal);
        frame.show("page", missing(error, again));
        const back = () => {
          if (tea.state.is !== "online") return;
          tea.removeEventListener("state", back);
          again();
        };
        if (PASSING.has(error.code)) tea.addEventListener("state", back, { signal });
      }
      if (!signal.aborted) requestAnimationFrame(frame.list);
    },
  };
}

/** What may be needed while the server is away. What does not come is asked for again. */
function loadMore({ tea, signal }, frame) {
  const load = () => {
    if (tea.state.is !== "online") return;
    frame.list().catch(() => {});
    part("house/rest.js").then(({ loadRest }) => loadRest(), () => {});
  };
  tea.addEventListener("state", load, { signal });
  load();
}

async function pageAt(house, place, rest) {
  if (place === "c" && rest[0]) {
    const { talk } = await part("talk/talk.js");
    return talk(house, rest[0], Number(rest[1]) || null);
  }
  if (place === "account") {
    const { accountPage } = await part("account/page.js", "later", "come", "account");
    return accountPage(house, rest[0]);
  }
  if (place === "admin") {
    const { adminPage } = await part("admin/page.js", "later", "come", "admin");
    return adminPage(house, rest[0]);
  }
  titled("");
  return (await part("house/nothing.js", "later")).nothingChosen(house);
}

function missing(error, again) {
  if (error.code === undefined) console.error(error);
  const isGone = ["unknown_chat", "unknown_user", "not_found"].includes(error.code);
  const words = isGone ? t("chat.missing") : reason(error);
  return el(
    "div",
    { class: "empty whole" },
    el("h2", {}, words),
    isGone ? "" : wayOn(error, again),
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
    (await part("house/switcher.js", "later")).switcher(stay);
  } else if (altKey && !isCommand && (key === "ArrowUp" || key === "ArrowDown")) {
    event.preventDefault();
    (await part("house/walk.js")).walkChats(stay, key === "ArrowUp" ? -1 : 1);
  } else if (key === "?" && !isTyping && !isCommand) {
    (await part("house/own-menu.js", "later")).showKeys();
  } else if (key === "Escape" && !isTyping && !isDialog) {
    root.querySelector(".composer textarea")?.focus();
  }
}
