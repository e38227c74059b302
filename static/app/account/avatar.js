// One's picture: chosen, moved and enlarged until the square shows what it should, and sent as that
// square. What the server gets is what is seen here, and no more of the photograph.

import { sheet } from "../parts/dialog.js";
import { el } from "../parts/dom.js";
import { reason } from "../parts/failed.js";
import { form } from "../parts/form.js";
import { nameOf } from "../parts/names.js";
import { card } from "../parts/page.js";
import { face } from "../parts/people.js";
import { toast } from "../parts/speak.js";
import { t } from "../parts/words.js";

const SIDE = 512;
const ZOOM_MAX = 4;
const STEP = 12;

export function avatar({ tea, people }, account) {
  const place = el("div", {});
  const input = el("input", {
    type: "file",
    accept: "image/png,image/jpeg,image/webp,image/gif",
    class: "unseen",
    tabindex: "-1",
    "aria-hidden": "true",
  });
  const choose = el(
    "button",
    { class: "button", onclick: () => input.click() },
    t("avatar.choose"),
  );
  const remove = el(
    "button",
    { class: "button", onclick: () => set(null).catch((error) => toast(reason(error))) },
    t("avatar.remove"),
  );
  const show = (account) => {
    const { uid, avatar } = account;
    place.replaceChildren(face({ uid, name: nameOf(account), avatar, size: "large" }));
    remove.hidden = !avatar;
  };
  const set = async (picture) => {
    show(await tea.setAvatar(picture));
    people.dispatchEvent(new CustomEvent("change", { detail: { uid: account.uid } }));
  };
  input.addEventListener("change", async () => {
    const [file] = input.files;
    input.value = "";
    if (!file) return;
    const picture = await createImageBitmap(file).catch(() => null);
    if (picture) crop(picture, set);
    else toast(t("avatar.bad"));
  });
  show(account);
  return card(
    t("avatar"),
    el(
      "div",
      { class: "avatar-line" },
      place,
      el("div", { class: "buttons" }, choose, remove),
      input,
    ),
  );
}

function crop(picture, set) {
  const least = SIDE / Math.min(picture.width, picture.height);
  const view = {
    scale: least,
    x: (SIDE - picture.width * least) / 2,
    y: (SIDE - picture.height * least) / 2,
  };
  const canvas = el("canvas", {
    class: "crop",
    width: SIDE,
    height: SIDE,
    tabindex: "0",
    role: "img",
    "aria-label": t("avatar.crop"),
  });
  const context = canvas.getContext("2d");

  const draw = () => {
    view.x = Math.min(0, Math.max(SIDE - picture.width * view.scale, view.x));
    view.y = Math.min(0, Math.max(SIDE - picture.height * view.scale, view.y));
    // Photographs have no holes; drawings may, and are put on white.
    context.fillStyle = "#fff";
    context.fillRect(0, 0, SIDE, SIDE);
    context.drawImage(
      picture,
      view.x,
      view.y,
      picture.width * view.scale,
      picture.height * view.scale,
    );
  };
  const move = (x, y) => {
    view.x += x;
    view.y += y;
    draw();
  };
  const zoom = (times) => {
    const scale = least * times;
    const grow = scale / view.scale;
    view.x = SIDE / 2 - (SIDE / 2 - view.x) * grow;
    view.y = SIDE / 2 - (SIDE / 2 - view.y) * grow;
    view.scale = scale;
    draw();
  };
  canvas.addEventListener("pointerdown", (event) => canvas.setPointerCapture(event.pointerId));
  canvas.addEventListener("pointermove", (event) => {
    if (!canvas.hasPointerCapture(event.pointerId)) return;
    const ratio = SIDE / canvas.clientWidth;
    move(event.movementX * ratio, event.movementY * ratio);
  });
  canvas.addEventListener("keydown", (event) => {
    const [x, y] =
      { ArrowLeft: [STEP, 0], ArrowRight: [-STEP, 0], ArrowUp: [0, STEP], ArrowDown: [0, -STEP] }[
        event.key
      ] ?? [];
    if (x === undefined) return;
    event.preventDefault();
    move(x, y);
  });
  const range = el("input", {
    type: "range",
    min: "1",
    max: String(ZOOM_MAX),
    step: "0.01",
    value: "1",
    "aria-label": t("avatar.zoom"),
    oninput: () => zoom(Number(range.value)),
  });
  draw();
  sheet(t("avatar.crop"), (close) => {
    const submit = async () => {
      await set(await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.9)));
      close();
      toast(t("saved"));
    };
    return [
      el("p", { class: "quiet small" }, t("avatar.how")),
      canvas,
      range,
      form([], t("save"), submit),
    ];
  });
}
