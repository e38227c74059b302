// A picture to read, where the deployment asks for one. It appears when it is first asked for.

import { el } from "../parts/dom.js";
import { field } from "../parts/form.js";
import { icon } from "../parts/more-icons.js";
import { t } from "../parts/words.js";

/** A field that is hidden until it is asked for; its `answer()` goes with the registration; null until one was drawn. */
export function captchaField(tea) {
  let id = null;
  const image = el("img", { alt: t("captcha.picture"), width: "160", height: "60" });
  const another = el(
    "button",
    { type: "button", class: "sign", "aria-label": t("captcha.another"), onclick: () => draw() },
    icon("retry"),
  );
  const beside = (input) => el("div", { class: "captcha" }, image, another, input);
  const whole = field(
    "captcha",
    t("captcha"),
    { autocomplete: "off", autocapitalize: "none", spellcheck: "false" },
    { beside },
  );
  whole.hidden = true;

  async function draw({ focus = true } = {}) {
    const drawn = await tea.captcha();
    id = drawn.id;
    image.src = drawn.image;
    whole.input.value = "";
    whole.hidden = false;
    if (focus) whole.input.focus();
  }

  return Object.assign(whole, {
    draw,
    answer: () => (id ? { id, text: whole.input.value.trim() } : undefined),
  });
}
