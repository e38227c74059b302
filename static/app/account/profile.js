// How one is seen by others.

import { el } from "../parts/dom.js";
import { field, form } from "../parts/form.js";
import { card } from "../parts/page.js";
import { toast } from "../parts/speak.js";
import { t } from "../parts/words.js";

export function profile({ tea, people }, account) {
  const name = field(
    "display_name",
    t("profile.name"),
    { value: account.display_name, maxlength: "64", autocomplete: "name" },
    { hint: t("profile.name.hint") },
  );
  const username = field("username", t("username"), {
    value: account.username ?? "",
    maxlength: "32",
    autocapitalize: "none",
    spellcheck: "false",
    autocomplete: "username",
  });
  const intro = field("intro", t("profile.intro"), { maxlength: "500", rows: "3" }, { area: true });
  intro.input.value = account.intro;
  const submit = async (values) => {
    const change = { display_name: values.display_name, intro: values.intro };
    if (values.username && values.username !== account.username)
      change.username = values.username.trim();
    await tea.changeMe(change);
    people.dispatchEvent(new CustomEvent("change", { detail: { uid: account.uid } }));
    toast(t("saved"));
  };
  return card(
    t("profile"),
    form([name, username, intro], t("save"), submit, { kind: "main" }),
    el("p", { class: "quiet small" }, t("profile.seen")),
  );
}
