// Fields with their labels and what is wrong with them, and forms that say when they are at work.

import { el, set } from "./dom.js";
import { reason } from "./failed.js";
import { icon } from "./more-icons.js";
import { has, t } from "./words.js";

let made = 0;

/** A labelled input. `.input` is the input, `.refuse(text)` says what is wrong with it. */
export function field(name, label, properties = {}, { hint, beside, area } = {}) {
  const id = `field-${++made}`;
  const input = el(area ? "textarea" : "input", { id, name, class: "input", ...properties });
  const wrong = el("p", { class: "wrong", id: `${id}-wrong`, hidden: true });
  const help = hint && el("p", { class: "hint", id: `${id}-hint` }, hint);
  const describe = (isWrong) => {
    // What is wrong says more about the same than the hint.
    if (help) help.hidden = isWrong;
    const by = isWrong ? wrong.id : help?.id;
    set(input, { "aria-invalid": isWrong && "true", "aria-describedby": by });
  };
  const whole = el(
    "div",
    { class: "field" },
    el("label", { for: id }, label),
    beside ? beside(input) : input,
    wrong,
    help,
  );
  describe(false);
  return Object.assign(whole, {
    input,
    refuse(text) {
      wrong.replaceChildren(icon("warning"), text);
      wrong.hidden = false;
      describe(true);
    },
    clear() {
      wrong.hidden = true;
      describe(false);
    },
  });
}

/** A password that can be shown. */
export function passwordField(name, label, properties = {}, options = {}) {
  const beside = (input) => {
    const shown = (is) => {
      input.type = is ? "text" : "password";
      button.replaceChildren(icon(is ? "eyeOff" : "eye"));
      set(button, {
        "aria-label": t(is ? "password.hide" : "password.show"),
        "aria-pressed": `${is}`,
      });
    };
    const button = el("button", {
      type: "button",
      class: "sign",
      onclick: () => shown(input.type === "password"),
    });
    shown(false);
    // A password that was shown is not left to be remembered as ordinary text.
    queueMicrotask(() => input.form?.addEventListener("submit", () => shown(false)));
    return el("div", { class: "inside" }, input, button);
  };
  const properties_ = { autocapitalize: "none", spellcheck: "false", ...properties };
  return field(name, label, properties_, { ...options, beside });
}

/**
 * A form around fields. `submit(values)` does the work; what it throws is shown at the fields it
 * is about, or above the button. `.busy` while it works, so nothing is sent twice.
 */
export function form(fields, label, submit, { extra = [], asked = {}, kind = "main wide" } = {}) {
  const general = el("p", { class: "notice bad", role: "alert", hidden: true });
  const button = el("button", { class: `button ${kind}` }, label);
  const fail = (error) => showFailure(error, fields, general, asked);
  const onsubmit = async (event) => {
    event.preventDefault();
    if (whole.busy) return;
    for (const field of fields) field.clear?.();
    general.hidden = true;
    whole.busy = true;
    set(button, { "aria-busy": "true", disabled: true });
    try {
      await submit(values(whole));
    } catch (error) {
      fail(error);
    } finally {
      whole.busy = false;
      set(button, { "aria-busy": null, disabled: null });
      whole.querySelector("[aria-invalid='true']")?.focus();
    }
  };
  const whole = el(
    "form",
    { class: "form", novalidate: true, onsubmit },
    fields,
    general,
    button,
    extra,
  );
  return Object.assign(whole, { fail, button });
}

function values(form) {
  return Object.fromEntries(new FormData(form));
}

/** `asked` has functions by field, for what is asked of somebody only when it turns out needed. */
function showFailure(error, fields, general, asked) {
  const wrong = error.errors ?? [];
  const rest = wrong.filter(({ field: name, code }) => {
    if (code === "required" && asked[name]) return void asked[name]();
    const at = fields.find((field) => field.input?.name === name);
    at?.refuse(fieldReason(name, code));
    return !at;
  });
  if (wrong.length && !rest.length) return;
  general.textContent = rest.length ? fieldReason(rest[0].field, rest[0].code) : reason(error);
  general.hidden = false;
  if (!(error.code || error instanceof TypeError)) console.error(error);
}

function fieldReason(field, code) {
  for (const key of [`wrong.${field}.${code}`, `wrong.${code}`]) if (has(key)) return t(key);
  return t("wrong.invalid");
}
