// For admins: accounts, letters that did not leave, what was done, and how the house is.

import { el } from "../parts/dom.js";
import { pageHead } from "../parts/page.js";
import { path } from "../parts/route.js";
import { t } from "../parts/words.js";
import { accounts } from "./accounts.js";
import { audit } from "./audit.js";
import { letters } from "./letters.js";
import { numbers } from "./numbers.js";

const PARTS = {
  accounts: { sign: "people", show: accounts },
  letters: { sign: "mail", show: letters },
  audit: { sign: "clock", show: audit },
  numbers: { sign: "shield", show: numbers },
};

export async function adminPage(house, part = "accounts") {
  const { show } = PARTS[part] ?? PARTS.accounts;
  const parts = Object.entries(PARTS).map(([name, { sign }]) => [
    t(`admin.${name}`),
    path("admin", name),
    sign,
  ]);
  return el(
    "section",
    { class: "page" },
    pageHead(t("admin"), parts, path("admin", part)),
    el("div", { class: "scroll" }, el("div", { class: "cards broad" }, show(house))),
  );
}
