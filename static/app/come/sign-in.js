// Coming in again, by password or by a code.

import { el } from "../parts/dom.js";
import { field, form, passwordField } from "../parts/form.js";
import { path } from "../parts/route.js";
import { t } from "../parts/words.js";
import { codeFields } from "./code.js";
import { device } from "./device.js";
import { frame, ways } from "./frame.js";

const NEW = path("sign-up");

function page(here, ...content) {
  const list = [
    [t("byPassword"), path("sign-in"), "key"],
    [t("byCode"), path("sign-in", "code"), "mail"],
  ];
  const question = el(
    "p",
    { class: "aside" },
    t("signIn.new"),
    " ",
    el("a", { href: NEW }, t("signUp.link")),
  );
  return frame(t("signIn"), null, ways(t("signIn.ways"), list, here), ...content, question);
}

export function signIn({ tea, notice }) {
  const login = field("login", t("login"), {
    autocomplete: "username",
    autocapitalize: "none",
    spellcheck: "false",
    required: true,
    "data-focus": true,
  });
  const password = passwordField("password", t("password"), { autocomplete: "current-password" });
  const submit = ({ login, password }) =>
    tea.signIn({ login: login.trim(), password, device: device() });
  const forgotten = el(
    "p",
    { class: "aside" },
    el("a", { href: path("forgotten") }, t("forgotten.link")),
  );
  return page(
    path("sign-in"),
    notice ? el("p", { class: "notice warn", role: "status" }, notice) : "",
    form([login, password], t("signIn"), submit, { extra: forgotten }),
  );
}

export function signInByCode({ tea, signal }) {
  const { address, code, more } = codeFields(tea, "login", { signal });
  const submit = ({ login, code }) =>
    tea.signIn({ login: login.trim(), code: code.trim(), device: device() });
  return page(path("sign-in", "code"), form([address, more, code], t("signIn"), submit));
}
