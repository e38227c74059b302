// Becoming somebody here: with a name of one's own, or with an address proven by a code.

import { el } from "../parts/dom.js";
import { field, form, passwordField } from "../parts/form.js";
import { path } from "../parts/route.js";
import { sorry } from "../parts/speak.js";
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

function closed() {
  const back = el("a", { class: "button main wide", href: path("sign-in") }, t("signIn"));
  return frame(t("signUp"), t("failed.registration_closed"), back);
}

/** A form that registers, with a captcha where the deployment asks for one. */
function registration(tea, rules, fields, body) {
  const captcha = captchaField(tea);
  if (rules.captcha) captcha.draw({ focus: false }).catch(sorry);
  // The same for every try with the same words: a repeat after a lost answer makes no second account.
  let key = newKey();
  const submit = async (values) => {
    try {
      await tea.register({ ...body(values), device: device(), captcha: captcha.answer() }, { key });
    } catch (error) {
      if (captcha.answer()) await captcha.draw();
      throw error;
    }
  };
  const asked = { captcha: () => captcha.draw() };
  const whole = form([...fields, captcha], t("signUp.do"), submit, { asked });
  whole.addEventListener("input", () => (key = newKey()));
  return whole;
}

function newKey() {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(36)).join("-");
}

/** Where they cannot be asked for just now, a refusal will tell. */
async function rulesOf(tea) {
  return tea.registration().catch(() => ({ open: true }));
}

export async function signUp({ tea }) {
  const rules = await rulesOf(tea);
  if (!rules.open) return closed();
  const username = usernameField(true);
  username.input.dataset.focus = "";
  const password = newPassword(() => [username.input.value]);
  const body = ({ username, password }) => ({ username: username.trim(), password });
  return page(path("sign-up"), registration(tea, rules, [username, password], body));
}

export async function signUpByCode({ tea, signal }) {
  const rules = await rulesOf(tea);
  if (!rules.open) return closed();
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
  return page(
    path("sign-up", "code"),
    registration(tea, rules, [address, more, code, ...rest], body),
  );
}
