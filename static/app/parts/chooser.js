// Language and theme, small, for the bottom of a page.

import { menu } from "./dialog.js";
import { el } from "./dom.js";
import { icon } from "./more-icons.js";
import { chooseTheme, theme, THEMES } from "./theme.js";
import { chooseLanguage, language, LANGUAGES, t } from "./words.js";

export function chooser() {
  const languages = ({ currentTarget }) => menu(currentTarget, t("language"), languageItems());
  const themes = ({ currentTarget }) => menu(currentTarget, t("theme"), themeItems());
  return el(
    "div",
    { class: "chooser" },
    el(
      "button",
      { type: "button", class: "sign named", "aria-haspopup": "menu", onclick: languages },
      icon("globe"),
      LANGUAGES[language],
    ),
    el(
      "button",
      { type: "button", class: "sign named", "aria-haspopup": "menu", onclick: themes },
      icon("theme"),
      t("theme"),
    ),
  );
}

export function languageItems() {
  return Object.entries(LANGUAGES).map(([tag, label]) => ({
    label,
    checked: tag === language,
    act: () => chooseLanguage(tag),
  }));
}

export function themeItems() {
  return THEMES.map((name) => ({
    label: t(`theme.${name}`),
    checked: name === theme(),
    act: () => chooseTheme(name),
  }));
}
