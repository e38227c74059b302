// Names that complete themselves behind an @.

import { el, set } from "../parts/dom.js";
import { t } from "../parts/words.js";

const SHOWN = 6;
const BEGUN = /(?:^|[^\p{L}\p{N}])@([\p{L}\p{N}._-]*)$/u;

/** `members()` gives those who can be called: [{username, display_name}]. */
export function mentions(text, members, changed) {
  const list = el("ul", {
    class: "names",
    role: "listbox",
    id: "names",
    "aria-label": t("members.title"),
    hidden: true,
  });
  let options = [];
  let at = 0;

  function close() {
    options = [];
    list.hidden = true;
    set(text, { "aria-activedescendant": null, "aria-controls": null });
  }

  async function look() {
    const begun = text.value.slice(0, text.selectionStart).match(BEGUN);
    if (!begun) return close();
    const wanted = begun[1].toLowerCase();
    const all = await members();
    options = all
      .filter(({ username }) => username?.toLowerCase().startsWith(wanted))
      .slice(0, SHOWN);
    at = 0;
    if (!options.length) return close();
    draw();
  }

  function draw() {
    list.hidden = false;
    list.replaceChildren(
      ...options.map(({ username }, index) =>
        el(
          "li",
          {
            role: "option",
            id: `name-${index}`,
            "aria-selected": `${index === at}`,
            onpointerdown: (event) => {
              event.preventDefault();
              take(index);
            },
          },
          `@${username}`,
        ),
      ),
    );
    set(text, { "aria-controls": "names", "aria-activedescendant": `name-${at}` });
  }

  function take(index) {
    const { username } = options[index];
    const end = text.selectionStart;
    const begin = text.value.slice(0, end).lastIndexOf("@");
    text.setRangeText(`@${username} `, begin, end, "end");
    close();
    changed();
  }

  text.addEventListener("input", look);
  text.addEventListener("blur", close);
  return {
    list,
    look,
    /** Whether the key was for the list. */
    handles(event) {
      if (!options.length) return false;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) at = (at + step + options.length) % options.length;
      else if (event.key === "Enter" || event.key === "Tab") take(at);
      else if (event.key === "Escape") close();
      else return false;
      event.preventDefault();
      if (step) draw();
      return true;
    },
  };
}
