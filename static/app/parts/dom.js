// Making elements. Text only ever becomes text nodes: there is no way here to put markup into the
// page, so nothing that a stranger wrote can.

const SVG = "http://www.w3.org/2000/svg";

/** `el("button", { class: "link", onclick }, "Go")`. False, null and undefined are left out. */
export function el(tag, properties, ...children) {
  const made = document.createElement(tag);
  set(made, properties);
  const some = children.flat(Infinity).filter((child) => child || child === 0);
  made.append(...some.map((child) => (typeof child === "string" ? tame(child) : child)));
  return made;
}

/**
 * Without the characters that turn the letters behind them around, far beyond their own text.
 * Scripts that run from right to left do without; pretenders (`gpj.exe`) do not.
 */
export function tame(text) {
  return text.replace(/[\u202a-\u202e]/g, "");
}

export function set(element, properties = {}) {
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === null || value === undefined || value === false)
      element.removeAttribute(name);
    else element.setAttribute(name, value === true ? "" : value);
  }
}

/** A drawing of `../icons.js`, of no meaning to a screen reader. */
export function drawing(viewBox, paths, className) {
  const svg = document.createElementNS(SVG, "svg");
  const fixed = { viewBox, class: className, fill: "none", stroke: "currentColor" };
  const round = { "stroke-linecap": "round", "stroke-linejoin": "round", "aria-hidden": "true" };
  for (const [name, value] of Object.entries({ ...fixed, ...round })) svg.setAttribute(name, value);
  for (const d of paths) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}

/**
 * Makes the children of `parent` be those of `items`, in order, touching only what differs.
 * `key` names an item; `stamp` changes when it has to be made anew.
 */
export function reconcile(parent, items, { key, stamp, make }) {
  const held = new Map();
  for (const child of parent.children) held.set(child.dataset.key, child);
  let place = parent.firstElementChild;
  for (const item of items) {
    const name = String(key(item));
    const mark = String(stamp(item));
    let child = held.get(name);
    held.delete(name);
    if (child?.dataset.stamp !== mark) {
      const made = make(item);
      made.dataset.key = name;
      made.dataset.stamp = mark;
      if (child) {
        if (place === child) place = made;
        keepFocus(child, made);
      }
      child = made;
    }
    if (child === place) place = place.nextElementSibling;
    else parent.insertBefore(child, place);
  }
  for (const gone of held.values()) gone.remove();
}

/** Replaces an element; who stood in it with the keyboard stands in the same place of the new one. */
function keepFocus(old, made) {
  const active = document.activeElement;
  const path = [];
  for (let at = active; old.contains(at) && at !== old; at = at.parentElement) {
    path.unshift([...at.parentElement.children].indexOf(at));
  }
  const inside = old.contains(active);
  old.replaceWith(made);
  if (!inside) return;
  let target = made;
  for (const index of path) target = target.children[index] ?? target;
  target.focus({ preventScroll: true });
}
