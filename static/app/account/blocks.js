// Whom one has blocked.

import { el } from "../parts/dom.js";
import { card } from "../parts/page.js";
import { face } from "../parts/people.js";
import { sorry } from "../parts/speak.js";
import { t } from "../parts/words.js";

export function blocks({ tea }) {
  const list = el("ul", { class: "things" });
  const none = el("p", { class: "quiet", hidden: true }, t("blocks.none"));
  const more = el("button", { class: "button", hidden: true }, t("showMore"));
  const load = async (after) => {
    const { people, next } = await tea.blocks({ after });
    if (!after) list.replaceChildren();
    list.append(...people.map((person) => one(tea, person, () => load())));
    none.hidden = list.children.length > 0;
    more.hidden = !next;
    more.onclick = () => load(next).catch(sorry);
  };
  load().catch(sorry);
  return card(t("blocks"), el("p", { class: "quiet" }, t("blocks.what")), list, none, more);
}

function one(tea, { uid, username, display_name, avatar }, reload) {
  const name = display_name || username || t("person");
  return el(
    "li",
    {},
    face({ uid, name, avatar, size: "small" }),
    el(
      "div",
      { class: "what" },
      el("span", { class: "wrap", dir: "auto" }, name),
      username ? el("span", { class: "quiet small" }, `@${username}`) : "",
    ),
    el(
      "button",
      { class: "button", onclick: () => tea.unblock(uid).then(reload, sorry) },
      t("unblock"),
    ),
  );
}
