// The beginning: the words, the protocol module, and who is there. Those who are in and those who
// are not are each given what they need; the rest is not even loaded.

import { Teahouse } from "../teahouse.js";
import { read, write } from "./parts/keep.js";
import { here, onMove, turn } from "./parts/route.js";
import { openMouth, sorry } from "./parts/speak.js";
import { loadMoreWords, loadWords, t } from "./parts/words.js";

const root = document.getElementById("app");
const tea = new Teahouse();
/** The page that is shown ends with this. */
let page = new AbortController();
/** While somebody is in. */
let stay = null;
/** Where somebody wanted to go before they were in. */
let wanted = null;
/** Why somebody is out who was in. */
let notice = null;

async function show() {
  page.abort();
  page = new AbortController();
  const { signal } = page;
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
  if (tea.isSignedIn) return inside(signal);
  const [{ DOORS }] = await Promise.all([import("./come/doors.js"), loadMoreWords("come")]);
  if (!signal.aborted) outside(DOORS, signal);
}

async function outside(doors, signal) {
  const [place = "", way = ""] = here();
  const door = doors[place]?.[way];
  if (!door) {
    if (place) wanted = here();
    return turn(read("known") ? "sign-in" : "sign-up");
  }
  const page = await door({ tea, signal, notice });
  if (signal.aborted) return;
  root.replaceChildren(page);
  (root.querySelector("[data-focus]") ?? root.querySelector("input"))?.focus({
    preventScroll: true,
  });
}

async function inside(signal) {
  // The server is asked while the rest of the page is still on its way.
  if (!stay) tea.connect();
  const { moveIn } = await import("./house/house.js");
  if (signal.aborted) return;
  if (["sign-in", "sign-up", "forgotten"].includes(here()[0])) return turn(...(wanted ?? []));
  if (!stay) {
    stay = moveIn(tea, root, () => tea.signOut());
    wanted = notice = null;
    write("known", "yes");
    tea.me().catch(() => {});
  }
  stay.show(signal);
}

function goOut({ detail: { why } }) {
  stay?.end(why);
  stay = null;
  // What was looked at is returned to when they come in again.
  if (why !== "asked") wanted = here();
  notice = why === "asked" || why === "deleted" ? null : t("signedOut");
  turn("sign-in");
}

/** Asked for together with the words, for a network on which each question takes its time. */
function askAhead() {
  const parts = tea.isSignedIn ? ["./house/house.js"] : ["./come/doors.js"];
  if (tea.isSignedIn && here()[0] === "c") parts.push("./talk/talk.js");
  // What fails is asked for again where it is needed, and missed there.
  for (const part of parts) import(part).catch(() => {});
}

askAhead();
await loadWords();
openMouth();
tea.addEventListener("signed-in", show);
tea.addEventListener("signed-out", goOut);
onMove(show);
addEventListener("unhandledrejection", ({ reason }) => {
  // A refusal that nobody took, or a part of the page that cannot be loaded while the server is away.
  if (reason?.code || /import|module/i.test(reason?.message)) sorry(reason);
});
show();
