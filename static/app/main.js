// The beginning: the words, the protocol module, and who is there. Those who are in and those who
// are not are each given what they need; the rest is not even loaded.

import { Teahouse } from "../teahouse.js";
import { write } from "./parts/keep.js";
import { ahead, part } from "./parts/later.js";
import { here, onMove, turn } from "./parts/route.js";
import { openMouth, sorry } from "./parts/speak.js";
import { loadWords, t } from "./parts/words.js";

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
  if (here().length > 0 && !isAtDoor()) wanted = here();
  const { outside } = await part("come/doors.js", "later", "come");
  if (!signal.aborted) outside({ tea, root, signal, notice });
}

const isAtDoor = () => ["sign-in", "sign-up", "forgotten"].includes(here()[0]);

async function inside(signal) {
  // The server is asked while the rest of the page is still on its way.
  if (!stay) tea.connect();
  const { moveIn } = await part("house/house.js");
  if (signal.aborted) return;
  if (isAtDoor()) return turn(...(wanted ?? []));
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
  if (!tea.isSignedIn) return ahead("come/doors.js", "later", "come");
  ahead("house/house.js");
  const [place] = here();
  if (place === "c") ahead("talk/talk.js");
  if (place) return;
  for (const name of ["nothing", "sidebar"]) ahead(`house/${name}.js`, "later");
}

askAhead();
await loadWords();
openMouth();
tea.addEventListener("signed-in", show);
tea.addEventListener("signed-out", goOut);
onMove(show);
addEventListener("unhandledrejection", (event) => {
  // A refusal that nobody took, or a part of the page that cannot be loaded while the server is away.
  if (!event.reason?.code) return;
  event.preventDefault();
  sorry(event.reason);
});
show();
