// Telling somebody who looks elsewhere. Notifications are offered when there is something to be
// notified of, and never asked for out of nothing.

import { el } from "../parts/dom.js";
import { icon } from "../parts/more-icons.js";
import { read, write } from "../parts/keep.js";
import { titleOf, wordsOf } from "../parts/names.js";
import { go } from "../parts/route.js";
import { t } from "../parts/words.js";

/** Somebody has written. `side` is where the offer stands until it is answered. */
export function tell({ chat, entry }, side) {
  if (!("Notification" in window) || !window.isSecureContext || chat.muted) return;
  if (Notification.permission === "default") offer(side);
  else if (Notification.permission === "granted" && read("notify") !== "no") show(chat, entry);
}

function offer(side) {
  if (read("notify") || side.querySelector(".offer")) return;
  const answer = (word) => {
    write("notify", word);
    whole.remove();
  };
  const ask = async () =>
    answer((await Notification.requestPermission()) === "granted" ? "yes" : "no");
  const whole = el(
    "div",
    { class: "offer" },
    icon("bell"),
    el("p", {}, t("notify.offer")),
    el("button", { class: "button main", onclick: ask }, t("notify.yes")),
    el("button", { class: "button", onclick: () => answer("no") }, t("notify.no")),
  );
  side.append(whole);
}

function show(chat, entry) {
  if (!document.hidden && document.hasFocus()) return;
  const said = wordsOf(entry);
  const body = chat.kind === "room" ? `${entry.from}: ${said}` : said;
  const shown = new Notification(titleOf(chat), { body, tag: chat.id, icon: "/static/icon.svg" });
  shown.onclick = () => {
    focus();
    go("c", chat.id);
    shown.close();
  };
}
