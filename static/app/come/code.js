// An address, a button that sends a code there, and the field for the code. Used wherever
// somebody proves that an address is theirs.

import { el, set } from "../parts/dom.js";
import { reason } from "../parts/failed.js";
import { field } from "../parts/form.js";
import { t } from "../parts/words.js";
import { inboxHint } from "./inbox.js";

/**
 * `purpose` is the server's word: register, login, reset, verify; `kind`, email or phone, where it
 * can only be one of them. Gives the two fields, and `more`, which stands below them.
 */
export function codeFields(tea, purpose, { name = "login", kind, signal, onSent = () => {} }) {
  const more = el("div", { class: "more" });
  const send = el(
    "button",
    { type: "button", class: "button main", onclick: () => ask() },
    t("code.send"),
  );
  const address = field(
    name,
    t(kind ? `${kind}.prove` : "address"),
    {
      autocomplete: kind === "phone" ? "tel" : "email",
      autocapitalize: "none",
      spellcheck: "false",
      required: true,
      inputmode: kind === "phone" ? "tel" : "email",
    },
    { beside: (input) => el("div", { class: "with-button" }, input, send) },
  );
  const code = field("code", t("code"), {
    inputmode: "numeric",
    autocomplete: "one-time-code",
    maxlength: "16",
  });
  // Until a code was sent there is one thing to do, and the form's own button is not shown.
  code.classList.add("awaited");
  code.hidden = true;
  let sentTo = null;

  address.input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || sentTo === address.input.value.trim()) return;
    event.preventDefault();
    ask();
  });

  async function ask() {
    address.clear();
    const to = address.input.value.trim();
    if (!to) return (address.refuse(t("wrong.required")), address.input.focus());
    set(send, { disabled: true });
    try {
      const { again_after } = await tea.sendCode(purpose, to);
      sentTo = to;
      waitFor(again_after);
      code.hidden = false;
      send.classList.remove("main");
      code.input.focus();
      onSent();
      const hint = await inboxHint(to, purpose, fill, signal);
      more.replaceChildren(
        hint ?? el("p", { class: "notice", role: "status" }, t("code.sent", { to })),
      );
    } catch (error) {
      const at = error.errors?.find(({ field }) => field === "to");
      address.refuse(at ? t("wrong.address") : reason(error));
      set(send, { disabled: null });
      if (error.retryAfter) waitFor(error.retryAfter / 1000);
    }
  }

  function fill(digits) {
    code.input.value = digits;
    code.input.dispatchEvent(new Event("input"));
    code.input.form?.requestSubmit === undefined || focusNext(code.input);
  }

  function waitFor(seconds) {
    const until = Date.now() + seconds * 1000;
    const tick = () => {
      const left = Math.ceil((until - Date.now()) / 1000);
      send.textContent = left > 0 ? t("code.again", { n: left }) : t("code.resend");
      set(send, { disabled: left > 0 });
      if (left <= 0) clearInterval(timer);
    };
    const timer = setInterval(tick, 1000);
    tick();
    signal.addEventListener("abort", () => clearInterval(timer));
  }

  return { address, code, more };
}

/** The next field that is still empty, or the button. */
function focusNext(input) {
  const fields = [...input.form.elements].filter((it) => it.tagName === "INPUT" && it.offsetParent);
  const empty = fields.slice(fields.indexOf(input) + 1).find((it) => !it.value);
  (empty ?? input.form.querySelector("button.main")).focus();
}
