// The files of a message: pictures where they stand, everything else as something to be saved.
//
// Only what the server has measured as a picture is shown. All else becomes a download of no type,
// so that no page or script of a stranger ever runs in ours.

import "../../teahouse/files.js"; // Which `tea` would only now ask for, and perhaps in vain.
import { el } from "../parts/dom.js";
import { icon } from "../parts/more-icons.js";
import { part } from "../parts/later.js";
import { size } from "../parts/sizes.js";
import { sorry } from "../parts/speak.js";
import { t } from "../parts/words.js";

const SIDE_MAX = 320;
const SIDE_MIN = 48;
/** Pictures that are kept in memory; the others come again, from the browser's cache. */
const KEPT_MAX = 60;

const kept = new Map();

/** The address of what is in a file; the same while it is kept. */
function addressOf(tea, file) {
  const known = kept.get(file.id) ?? tea.file(file).then((blob) => URL.createObjectURL(blob));
  kept.delete(file.id);
  kept.set(file.id, known);
  known.catch(() => kept.delete(file.id));
  for (const [id, old] of kept) {
    if (kept.size <= KEPT_MAX) break;
    kept.delete(id);
    old.then(URL.revokeObjectURL, () => {});
  }
  return known;
}

export function files(tea, attachments) {
  const one = (file) => (file.width ? picture(tea, file) : saved(tea, file));
  return el("div", { class: "files" }, attachments.map(one));
}

/** Its place is there before it is, so that nothing jumps. */
function picture(tea, file) {
  const { name, width, height } = file;
  const scale = Math.min(1, SIDE_MAX / width, SIDE_MAX / height);
  const shown = el("button", {
    type: "button",
    class: "picture",
    "aria-label": t("file.open", { name }),
    onclick: () => (shown.classList.contains("failed") ? load() : view()),
  });
  shown.style.width = `${Math.max(SIDE_MIN, Math.round(width * scale))}px`;
  shown.style.aspectRatio = `${Math.max(width, SIDE_MIN)} / ${Math.max(height, SIDE_MIN)}`;
  async function load() {
    shown.classList.remove("failed");
    try {
      shown.replaceChildren(el("img", { src: await addressOf(tea, file), alt: name }));
    } catch {
      shown.classList.add("failed");
      shown.replaceChildren(icon("retry"), el("span", {}, t("file.failed")));
    }
  }
  async function view() {
    const { viewer } = await part("talk/viewer.js", "later");
    viewer(file.name, addressOf(tea, file), () => download(tea, file));
  }
  whenNear(shown, load);
  return shown;
}

/** Calls `act` once, when the element is about to be seen. */
function whenNear(element, act) {
  const watching = new IntersectionObserver(
    (seen) => {
      if (!seen.some(({ isIntersecting }) => isIntersecting)) return;
      watching.disconnect();
      act();
    },
    { rootMargin: "300px" },
  );
  watching.observe(element);
}

function saved(tea, file) {
  const { name, bytes } = file;
  const chip = el(
    "button",
    {
      type: "button",
      class: "file",
      title: name,
      onclick: async () => {
        chip.setAttribute("aria-busy", "true");
        await download(tea, file);
        chip.removeAttribute("aria-busy");
      },
    },
    icon("file"),
    el("span", { class: "unseen" }, t("file.save")),
    el(
      "span",
      { class: "what" },
      el("span", { class: "clip", dir: "auto" }, name),
      el("span", { class: "quiet" }, size(bytes)),
    ),
    icon("download"),
  );
  return chip;
}

async function download(tea, file) {
  try {
    const blob = await tea.file(file);
    const typeless = new Blob([blob], { type: "application/octet-stream" });
    const href = URL.createObjectURL(typeless);
    el("a", { href, download: file.name }).click();
    setTimeout(() => URL.revokeObjectURL(href), 60_000);
  } catch (error) {
    sorry(error);
  }
}
