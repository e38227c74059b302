// A handful of emoji, for those whose keyboard has none. Whoever wants another types it.

import { el } from "../parts/dom.js";
import { t } from "../parts/words.js";

/** What one reacts with most, first in every menu. */
export const QUICK = ["👍", "❤️", "😄", "🎉", "😮", "🙏"];

const ALL =
  `😀 😄 😁 😂 🤣 😊 😉 😍 😘 😜 🤔 🤗 😎 🥳 😴 😌 😮 😢 😭 😅 😬 🙄 😡 🤯 😇 🙃 🫡 🤝 👍 👎 👌 🙏 👏 🙌 💪 👀
👋 ✌️ 🤞 ❤️ 🧡 💛 💚 💙 💜 💔 🔥 ✨ 🎉 🎂 🎁 🌸 🌞 🌙 ⭐ ☔ 🍵 ☕ 🍺 🍜 🥟 🍰 🍎 🐱 🐶 🐼 🚀 🚗 ✈️ 🏠 💻 📎 ✅ ❌ ❓ ❗ 💯 💤`.split(
    /\s+/,
  );

export function emojiPicker(anchor, choose) {
  const one = (emoji) =>
    el(
      "button",
      {
        type: "button",
        onclick: () => {
          dialog.close();
          choose(emoji);
        },
      },
      emoji,
    );
  const dialog = el(
    "dialog",
    { class: "emoji-picker", "aria-label": t("emoji"), onclose: () => dialog.remove() },
    ALL.map(one),
  );
  dialog.addEventListener("keydown", (event) => walk(event, dialog));
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
  const { left } = anchor.getBoundingClientRect();
  // Above all of the composer: what is written there is being written about.
  const { top } = anchor.closest("form").getBoundingClientRect();
  const { width, height } = dialog.getBoundingClientRect();
  dialog.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
  dialog.style.top = `${Math.max(8, top - height - 8)}px`;
}

function walk(event, dialog) {
  const buttons = [...dialog.children];
  const perRow = buttons.filter((it) => it.offsetTop === buttons[0].offsetTop).length;
  const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: perRow, ArrowUp: -perRow }[event.key];
  if (!step) return;
  event.preventDefault();
  buttons[buttons.indexOf(document.activeElement) + step]?.focus();
}
