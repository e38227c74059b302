// Making a room.

import { sheet } from "../parts/dialog.js";
import { el } from "../parts/dom.js";
import { field, form } from "../parts/form.js";
import { go } from "../parts/route.js";
import { t } from "../parts/words.js";
import { peoplePicker } from "./picker.js";

export function newRoom(house) {
  sheet(t("newRoom"), (close) => {
    const title = field("title", t("room.title"), {
      required: true,
      maxlength: "100",
      "data-focus": true,
      autocomplete: "off",
    });
    const slug = field(
      "slug",
      t("room.slug"),
      { maxlength: "32", autocapitalize: "none", autocomplete: "off", spellcheck: "false" },
      { hint: t("room.slug.hint") },
    );
    const open = el(
      "label",
      { class: "check" },
      el("input", { type: "checkbox", name: "public", checked: true }),
      el(
        "span",
        {},
        t("room.public"),
        el("span", { class: "quiet small block" }, t("room.public.hint")),
      ),
    );
    const picker = peoplePicker(house);
    let touched = false;
    slug.input.addEventListener("input", () => (touched = true));
    title.input.addEventListener("input", () => {
      if (!touched) slug.input.value = slugOf(title.input.value);
    });
    const submit = async (values) => {
      const made = await house.tea.create({
        slug: values.slug.trim() || slugOf(values.title),
        title: values.title.trim() || values.slug.trim(),
        public: values.public === "on",
        members: picker.chosen(),
      });
      close();
      go("c", made.id);
    };
    return form([title, slug, open, picker], t("room.create"), submit);
  });
}

/** The name that a title suggests: letters and digits of any script, with dashes between. */
function slugOf(title) {
  const parts =
    title
      .normalize("NFKC")
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return [...parts.join("-")].slice(0, 32).join("").replace(/-$/, "");
}
