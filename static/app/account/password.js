// Another password, knowing the present one.

import { el } from "../parts/dom.js";
import { form, passwordField } from "../parts/form.js";
import { card } from "../parts/page.js";
import { toast } from "../parts/speak.js";
import { t } from "../parts/words.js";
import { meter } from "../come/strength.js";

export function password({ tea }, account) {
  if (!account.has_password) return card(t("password"), el("p", {}, t("password.none")));
  const old = passwordField("old_password", t("password.old"), {
    autocomplete: "current-password",
  });
  const fresh = passwordField("new_password", t("password.new"), { autocomplete: "new-password" });
  fresh.append(meter(fresh, () => [account.username ?? ""]));
  // For password managers: whose password it is.
  const whose = el("input", {
    autocomplete: "username",
    value: account.username ?? "",
    hidden: true,
    readonly: true,
  });
  const submit = async ({ old_password, new_password }) => {
    await tea.changePassword(old_password, new_password);
    whole.querySelector("form").reset();
    toast(t("password.changed"));
  };
  const whole = card(
    t("password"),
    form([whose, old, fresh], t("password.change"), submit, { kind: "main" }),
  );
  return whole;
}
