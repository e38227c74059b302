// Choosing people by name, for inviting.

import { el } from "../parts/dom.js";
import { icon } from "../parts/more-icons.js";
import { t } from "../parts/words.js";
import { findPeople, personHit } from "./find.js";

const PAUSE_MS = 200;

/** An element with `chosen()`: [{uid, username}]. */
export function peoplePicker(house, label = t("invite.who")) {
  const chosen = new Map();
  const chips = el("ul", { class: "chips", "aria-label": t("invite.chosen") });
  const hits = el("ul", { class: "hits" });
  const id = `picker-${Math.random().toString(36).slice(2)}`;
  const input = el("input", {
    id,
    class: "input",
    autocomplete: "off",
    autocapitalize: "none",
    spellcheck: "false",
    maxlength: "64",
    placeholder: t("invite.find"),
  });
  let turn = 0;

  const draw = () => chips.replaceChildren(...[...chosen.values()].map(chip));
  const chip = ({ uid, username, display_name }) =>
    el(
      "li",
      { class: "chip" },
      el("span", { class: "clip" }, display_name || username),
      el(
        "button",
        {
          type: "button",
          class: "sign",
          "aria-label": t("invite.not", { name: username }),
          onclick: () => {
            chosen.delete(uid);
            draw();
            input.focus();
          },
        },
        icon("close"),
      ),
    );
  const pick = (person) => {
    chosen.set(person.uid, person);
    input.value = "";
    hits.replaceChildren();
    draw();
    input.focus();
  };
  const look = async () => {
    const mine = ++turn;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    if (mine !== turn) return [];
    const found = (await findPeople(house, input.value.trim())).filter(
      ({ uid }) => !chosen.has(uid),
    );
    if (mine !== turn) return [];
    hits.replaceChildren(
      ...found.map((person) =>
        el(
          "li",
          {},
          personHit(person, () => pick(person)),
        ),
      ),
    );
    return found;
  };
  input.addEventListener("input", look);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Backspace" && !input.value && chosen.size) {
      chosen.delete([...chosen.keys()].at(-1));
      draw();
    }
    if (event.key !== "Enter" || !input.value.trim()) return;
    event.preventDefault();
    hits.querySelector("button")?.click();
  });
  const whole = el(
    "div",
    { class: "field picker" },
    el("label", { for: id }, label),
    chips,
    input,
    hits,
  );
  return Object.assign(whole, { chosen: () => [...chosen.values()] });
}
