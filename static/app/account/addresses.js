// The e-mail address and the phone number of an account: each proven by a code before it counts.

import { ask, sheet } from "../parts/dialog.js";
import { el } from "../parts/dom.js";
import { form } from "../parts/form.js";
import { icon } from "../parts/more-icons.js";
import { card } from "../parts/page.js";
import { sorry, toast } from "../parts/speak.js";
import { t } from "../parts/words.js";
import { codeFields } from "../come/code.js";

export function addresses({ tea, signal }, account) {
  const list = el("ul", { class: "things" });
  const draw = (me) =>
    list.replaceChildren(
      one(tea, "email", "mail", me.email, draw, signal),
      one(tea, "phone", "phone", me.phone, draw, signal),
    );
  draw(account);
  return card(t("addresses"), el("p", { class: "quiet" }, t("addresses.why")), list);
}

function one(tea, kind, sign, own, draw, signal) {
  const change = () => prove(tea, kind, draw, signal);
  const remove = async () => {
    if (await ask(t(`${kind}.remove`), own.address, t("remove")))
      tea.changeMe({ [kind]: null }).then(draw, sorry);
  };
  return el(
    "li",
    {},
    icon(sign),
    el(
      "div",
      { class: "what" },
      el("span", { class: "wrap" }, own?.address ?? t(`${kind}.none`)),
      own
        ? el(
            "span",
            { class: "quiet small" },
            t(own.verified_at ? "address.proven" : "address.unproven"),
          )
        : "",
    ),
    el(
      "div",
      { class: "buttons" },
      el("button", { class: "button", onclick: change }, t(own ? "change" : "add")),
      own ? el("button", { class: "button", onclick: remove }, t("remove")) : "",
    ),
  );
}

function prove(tea, kind, draw, signal) {
  sheet(t(`${kind}.prove`), (close) => {
    const { address, code, more } = codeFields(tea, "verify", { name: kind, kind, signal });
    const submit = async (values) => {
      draw(await tea.changeMe({ [kind]: values[kind].trim(), code: values.code.trim() }));
      close();
      toast(t("saved"));
    };
    return form([address, more, code], t("save"), submit);
  });
}
