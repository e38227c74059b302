// Who is writing just now.

import { t } from "../parts/words.js";

/** One sentence, or "" where nobody is. */
export function typingIn(chat, myUid) {
  const now = Date.now();
  const names = [...chat.typing]
    .filter(([uid, it]) => uid !== myUid && it.until > now)
    .map(([, it]) => it.from);
  if (!names.length) return "";
  if (chat.kind === "direct") return t("typing");
  if (names.length > 2) return t("typing.many");
  return t(names.length === 1 ? "typing.one" : "typing.two", { first: names[0], second: names[1] });
}
