// Where a code is when no mail server or gateway is configured: in the inbox, which only this
// machine can read. Everybody else sees nothing of it.

import { el } from "../parts/dom.js";
import { icon } from "../parts/more-icons.js";
import { t } from "../parts/words.js";

const EVERY_MS = 1500;
const LOCAL = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * Watches for the code that goes to `to`, from now until `signal`. Resolves to an element that
 * shows it with a button to fill it in, or to null where there is no inbox.
 */
export async function inboxHint(to, purpose, fill, signal) {
  if (!LOCAL.test(location.hostname)) return null;
  const first = await messages();
  if (!first) return null;
  const hint = el("div", { class: "notice inbox", role: "status" });
  show(hint, newest(first, to, purpose), fill);
  const timer = setInterval(async () => {
    if (document.hidden) return;
    show(hint, newest((await messages()) ?? [], to, purpose), fill);
  }, EVERY_MS);
  signal.addEventListener("abort", () => clearInterval(timer));
  return hint;
}

async function messages() {
  const answer = await fetch("/dev/inbox", { cache: "no-store" }).catch(() => null);
  return answer?.ok ? (await answer.json()).messages : null;
}

/** Addresses are shown by the server as it keeps them: compared loosely, by what was typed. */
function newest(messages, to, purpose) {
  const plain = (text) => text.toLowerCase().replace(/[\s()-]/g, "");
  const wanted = plain(to);
  return messages.find((it) => it.code && it.purpose === purpose && plain(it.to).endsWith(wanted));
}

function show(hint, message, fill) {
  const code = message?.code ?? "";
  if (hint.dataset.code === code) return;
  hint.dataset.code = code;
  hint.replaceChildren(
    icon("mail"),
    el("p", {}, t(code ? "inbox.here" : "inbox.waiting")),
    code
      ? el(
          "button",
          { type: "button", class: "button", onclick: () => fill(code) },
          t("inbox.use", { code }),
        )
      : "",
  );
}
