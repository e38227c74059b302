// The menu of one's own things: account, theme, language, going.

import { menu, sheet } from "../parts/dialog.js";
import { languageItems, themeItems } from "../parts/chooser.js";
import { el } from "../parts/dom.js";
import { go } from "../parts/route.js";
import { t } from "../parts/words.js";

export function ownMenu(house, anchor) {
  const { tea } = house;
  const items = [
    { label: t("account"), icon: "user", act: () => go("account") },
    tea.account?.role === "admin" && { label: t("admin"), icon: "shield", act: () => go("admin") },
    { label: t("theme"), icon: "theme", act: () => menu(anchor, t("theme"), themeItems()) },
    {
      label: t("language"),
      icon: "globe",
      act: () => menu(anchor, t("language"), languageItems()),
    },
    { label: t("keys"), icon: "key", act: showKeys },
    null,
    { label: t("signOut"), icon: "leave", act: () => house.signOut() },
  ];
  menu(
    anchor,
    t("ownMenu"),
    items.filter((item) => item !== false),
  );
}

export function showKeys() {
  const command = /Mac|iP/.test(navigator.platform) ? "⌘" : "Ctrl";
  const keys = [
    [`${command} K`, "keys.switch"],
    ["Alt ↑ ↓", "keys.walk"],
    ["Enter", "keys.send"],
    ["Shift Enter", "keys.line"],
    ["↑", "keys.edit"],
    ["Esc", "keys.escape"],
    ["↑ ↓", "keys.messages"],
    ["?", "keys.help"],
  ];
  sheet(t("keys"), () =>
    el(
      "dl",
      { class: "keys" },
      keys.map(([key, what]) => [el("dt", {}, el("kbd", {}, key)), el("dd", {}, t(what))]),
    ),
  );
}
