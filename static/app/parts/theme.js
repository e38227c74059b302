// Light, dark, or as the system has it. `../first.js` does the same before the first paint.

import { read, write } from "./keep.js";

export const THEMES = ["system", "light", "dark"];

export function theme() {
  const chosen = read("theme");
  return THEMES.includes(chosen) ? chosen : "system";
}

export function chooseTheme(name) {
  write("theme", name === "system" ? null : name);
  if (name === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = name;
}
