// One's own account, in three parts: how one is seen, how one comes in, and what is held.

import { el } from "../parts/dom.js";
import { pageHead } from "../parts/page.js";
import { path } from "../parts/route.js";
import { t } from "../parts/words.js";
import { addresses } from "./addresses.js";
import { avatar } from "./avatar.js";
import { blocks } from "./blocks.js";
import { data } from "./data.js";
import { devices } from "./devices.js";
import { password } from "./password.js";
import { profile } from "./profile.js";

const PARTS = {
  profile: { sign: "user", sections: [avatar, profile] },
  security: { sign: "key", sections: [password, addresses, devices] },
  privacy: { sign: "shield", sections: [blocks, data] },
};

export async function accountPage(house, part = "profile") {
  const account = await house.tea.me();
  const { sections } = PARTS[part] ?? PARTS.profile;
  return el(
    "section",
    { class: "page" },
    pageHead(
      t("account"),
      Object.entries(PARTS).map(([name, { sign }]) => [
        t(`account.${name}`),
        path("account", name),
        sign,
      ]),
      path("account", part),
    ),
    el(
      "div",
      { class: "scroll" },
      el(
        "div",
        { class: "cards" },
        sections.map((section) => section(house, account)),
      ),
    ),
  );
}
