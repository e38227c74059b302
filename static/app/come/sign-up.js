// Becoming somebody here: with a name of one's own, or with an address proven by a code.

import { el } from "../parts/dom.js";
import { field, form, passwordField } from "../parts/form.js";
import { path } from "../parts/route.js";
import { t } from "../parts/words.js";
import { captchaField } from "./captcha.js";
import { codeFields } from "./code.js";
import { device } from "./device.js";
import { frame, ways } from "./frame.js";
import { meter } from "./strength.js";

function page(here, ...content) {
  const list = [
    [t("byName"), path("sign-up"), "user"],
    [t("byAddress"), path("sign-up", "code"), "mail"],
  ];
  const question = el(
    "p",
    { class: "aside" },
    t("signUp.known"),
    " ",
    el("a", { href: path("sign-in") }, t("signIn")),
  );
  return frame(t("signUp"), null, ways(t("signUp.ways"), list, here), ...content, question);
}

function usernameField(required) {
  const properties = {
    autocomplete: "username",
    autocapitalize: "none",
    spellcheck: "false",
    required,
    maxlength: "32",
  };
  return field("username", t(required ? "username" : "username.optional"), properties, {
    hint: t("username.hint"),
  });
}

function newPassword(names) {
  const password = passwordField("password", t("password"), {
    autocomplete: "new-password",
    required: true,
  });
  password.append(meter(password, names));
  return password;
}

/** Registers; what the deployment asks for beyond the fields appears when it asks. */
function registration(tea, fields, extraFields, body) {
  const captcha = captchaField(tea);
  // The same key for every try of this page: a repeat after a lost answer makes no second account.
  const key = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
  const submit = async (values) => {
    try {
      await tea.register({ ...body(values), device: device(), captcha: captcha.answer() }, { key });
    } catch (error) {
      if (captcha.answer()) await captcha.draw();
      throw error;
    }
  };
  return form([...fields, ...extraFields, captcha], t("signUp.do"), submit, {
    asked: { captcha: captcha.draw },
  });
}

export function signUp({ tea }) {
  const username = usernameField(true);
  username.input.autofocus = true;
  const password = newPassword(() => [username.input.value]);
  const body = ({ username, password }) => ({ username: username.trim(), password });
  return page(path("sign-up"), registration(tea, [username, password], [], body));
}

export function signUpByCode({ tea, signal }) {
  const rest = [usernameField(false), newPassword(() => [address.input.value])];
  const reveal = () => rest.forEach((field) => (field.hidden = false));
  const { address, code, more } = codeFields(tea, "register", { signal, onSent: reveal });
  rest.forEach((field) => (field.hidden = true));
  const body = ({ login, code, username, password }) => ({
    [login.includes("@") ? "email" : "phone"]: login.trim(),
    code: code.trim(),
    username: username.trim() || undefined,
    password: password || undefined,
  });
  return page(path("sign-up", "code"), registration(tea, [address, more, code], rest, body));
}
