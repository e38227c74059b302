// Dialogs, questions and menus, all of them <dialog>: the browser keeps the keyboard inside, closes
// them on Escape, and gives the focus back to where it was.

import { el } from "./dom.js";
import { icon } from "./more-icons.js";
import { t } from "./words.js";

/** A titled dialog. `body` is made with a function that closes it. */
export function sheet(title, makeBody, { className = "" } = {}) {
  const close = () => dialog.close();
  const label = `sheet-${Math.random().toString(36).slice(2)}`;
  const dialog = el(
    "dialog",
    { class: `sheet ${className}`, "aria-labelledby": label, onclose: () => dialog.remove() },
    el(
      "header",
      {},
      el("h2", { id: label }, title),
      el("button", { class: "sign", "aria-label": t("close"), onclick: close }, icon("close")),
    ),
  );
  dialog.append(el("div", { class: "body" }, makeBody(close)));
  closeOnOutside(dialog);
  document.body.append(dialog);
  dialog.showModal();
  (
    dialog.querySelector("[data-focus]") ?? dialog.querySelector(".body input, .body button")
  )?.focus();
  return dialog;
}

/** Asks before something that cannot be undone; resolves to whether it was wanted. */
export function ask(question, detail, action, { danger = true } = {}) {
  return new Promise((resolve) => {
    let wanted = false;
    const dialog = sheet(question, (close) => [
      el("p", {}, detail),
      el(
        "div",
        { class: "buttons" },
        el(
          "button",
          {
            class: danger ? "button danger" : "button main",
            onclick: () => {
              wanted = true;
              close();
            },
          },
          action,
        ),
        el("button", { class: "button", "data-focus": true, onclick: close }, t("cancel")),
      ),
    ]);
    dialog.addEventListener("close", () => resolve(wanted));
  });
}

/**
 * A menu beside what opened it; a sheet from below on a phone. An item is
 * { label, icon, act, danger, checked }, or null for a line. `above` stands before the items.
 */
export function menu(anchor, label, items, above = null) {
  const dialog = el("dialog", { class: "menu", "aria-label": label });
  const choose = (act) => {
    dialog.close();
    act();
  };
  const list = el("div", { role: "menu", "aria-label": label });
  if (above) list.append(above(choose));
  for (const item of items)
    list.append(item ? menuItem(item, choose) : el("hr", { role: "separator" }));
  dialog.append(list);
  dialog.addEventListener("close", () => {
    dialog.remove();
    anchor.removeAttribute("aria-expanded");
  });
  dialog.addEventListener("keydown", arrows);
  closeOnOutside(dialog);
  document.body.append(dialog);
  anchor.setAttribute("aria-expanded", "true");
  dialog.showModal();
  place(dialog, anchor.getBoundingClientRect());
  itemsOf(dialog)[0]?.focus();
  return dialog;
}

function menuItem({ label, icon: name, act, danger, checked }, choose) {
  const role = checked === undefined ? "menuitem" : "menuitemradio";
  const state = checked === undefined ? {} : { "aria-checked": `${checked}` };
  const mark = checked ? "check" : name;
  return el(
    "button",
    { role, ...state, class: danger && "danger", onclick: () => choose(act) },
    mark ? icon(mark) : el("span", { class: "icon" }),
    el("span", {}, label),
  );
}

function itemsOf(dialog) {
  return [...dialog.querySelectorAll("[role^='menuitem']")];
}

function arrows(event) {
  const items = itemsOf(event.currentTarget);
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  const at = items.indexOf(document.activeElement);
  const to = { Home: 0, End: items.length - 1 }[event.key] ?? (step && at + step);
  if (to === undefined) return;
  event.preventDefault();
  items.at(to % items.length)?.focus();
}

function place(dialog, { left, right, top, bottom }) {
  const { width, height } = dialog.getBoundingClientRect();
  const margin = 8;
  const x = left + width + margin <= innerWidth ? left : right - width;
  const below = bottom + 4;
  const y = below + height + margin <= innerHeight ? below : top - height - 4;
  dialog.style.left = `${Math.max(margin, Math.min(x, innerWidth - width - margin))}px`;
  dialog.style.top = `${Math.max(margin, Math.min(y, innerHeight - height - margin))}px`;
}

function closeOnOutside(dialog) {
  dialog.addEventListener("pointerdown", (event) => {
    if (event.target !== dialog) return;
    const { left, right, top, bottom } = dialog.getBoundingClientRect();
    const { clientX: x, clientY: y } = event;
    if (x < left || x > right || y < top || y > bottom) dialog.close();
  });
}
