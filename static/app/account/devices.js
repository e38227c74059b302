// Where one is signed in, and ending it there.

import { ask } from "../parts/dialog.js";
import { el } from "../parts/dom.js";
import { icon } from "../parts/more-icons.js";
import { card } from "../parts/page.js";
import { sorry, toast } from "../parts/speak.js";
import { since } from "../parts/times.js";
import { t } from "../parts/words.js";
import { device as nameOf } from "../come/device.js";

export function devices({ tea }) {
  const list = el("ul", { class: "things" }, el("li", {}, el("span", { class: "spinner" })));
  const others = el(
    "button",
    { class: "button danger", hidden: true, onclick: endOthers },
    t("devices.endOthers"),
  );
  const load = async () => {
    const sessions = await tea.sessions();
    sessions.sort((a, b) => b.current - a.current || b.last_seen_at - a.last_seen_at);
    others.hidden = sessions.length < 2;
    list.replaceChildren(...sessions.map((session) => one(tea, session, load)));
  };
  async function endOthers() {
    if (
      !(await ask(
        t("devices.endOthers.ask"),
        t("devices.endOthers.detail"),
        t("devices.endOthers"),
      ))
    )
      return;
    tea.endOtherSessions().then((n) => (toast(t("devices.ended", { n })), load()), sorry);
  }
  load().catch(sorry);
  return card(t("devices"), list, others);
}

function one(tea, { id, current, device, agent, address, last_seen_at }, reload) {
  const end = () => tea.endSession(id).then(reload, sorry);
  const name = device || nameOf(agent);
  return el(
    "li",
    {},
    icon(/iOS|Android/.test(name) ? "phone" : "globe"),
    el(
      "div",
      { class: "what" },
      el("span", { class: "wrap" }, name),
      el(
        "span",
        { class: "quiet small" },
        current ? t("device.this") : `${since(last_seen_at)} · ${address}`,
      ),
    ),
    current
      ? ""
      : el(
          "button",
          { class: "button", "aria-label": t("device.end.of", { name }), onclick: end },
          t("device.end"),
        ),
  );
}
