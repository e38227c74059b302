// What is held on somebody: theirs to take, and to have deleted.

import { sheet } from "../parts/dialog.js";
import { el } from "../parts/dom.js";
import { form, passwordField } from "../parts/form.js";
import { icon } from "../parts/more-icons.js";
import { card } from "../parts/page.js";
import { sorry } from "../parts/speak.js";
import { t } from "../parts/words.js";
import { codeFields } from "../come/code.js";

export function data(house, account) {
  return [
    card(
      t("export"),
      el("p", { class: "quiet" }, t("export.what")),
      el(
        "button",
        { class: "button", onclick: () => take(house.tea).catch(sorry) },
        icon("download"),
        t("export.do"),
      ),
    ),
    card(
      t("leave"),
      el("p", { class: "quiet" }, t("leave.what")),
      el(
        "button",
        { class: "button danger", onclick: () => leave(house, account) },
        icon("trash"),
        t("leave.do"),
      ),
    ),
  ];
}

async function take(tea) {
  const text = JSON.stringify(await tea.exportMe(), null, 2);
  const href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  el("a", { href, download: "teahouse-export.json" }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}

function leave({ tea, signal }, account) {
  sheet(t("leave.ask"), () => {
    const warning = el("p", {}, t("leave.detail"));
    if (account.has_password) {
      const password = passwordField("password", t("password.old"), {
        autocomplete: "current-password",
      });
      const submit = ({ password }) => tea.deleteMe({ password });
      return [warning, form([password], t("leave.do"), submit, { kind: "danger wide" })];
    }
    const { address, code, more } = codeFields(tea, "verify", { name: "address", signal });
    const submit = ({ address, code }) =>
      tea.deleteMe({ address: address.trim(), code: code.trim() });
    return [warning, form([address, more, code], t("leave.do"), submit, { kind: "danger wide" })];
  });
}
