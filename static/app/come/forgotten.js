// A new password for somebody who can prove their address.

import { el } from "../parts/dom.js";
import { form, passwordField } from "../parts/form.js";
import { path } from "../parts/route.js";
import { t } from "../parts/words.js";
import { codeFields } from "./code.js";
import { device } from "./device.js";
import { frame } from "./frame.js";
import { meter } from "./strength.js";

export function forgotten({ tea, signal }) {
  const password = passwordField("new_password", t("password.new"), {
    autocomplete: "new-password",
  });
  password.append(meter(password));
  password.hidden = true;
  const reveal = () => (password.hidden = false);
  const { address, code, more } = codeFields(tea, "reset", { signal, onSent: reveal });
  const submit = async ({ login, code, new_password }) => {
    await tea.resetPassword(login.trim(), code.trim(), new_password);
    await tea.signIn({ login: login.trim(), password: new_password, device: device() });
  };
  const back = el("p", { class: "aside" }, el("a", { href: path("sign-in") }, t("forgotten.back")));
  return frame(
    t("forgotten"),
    t("forgotten.intro"),
    form([address, more, code, password], t("forgotten.do"), submit),
    back,
  );
}
