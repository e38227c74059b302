// What was typed and not sent, per chat. It outlives the page, the session and the server.

import { read, write } from "../parts/keep.js";

const nameOf = (tea, chat) => `draft.${tea.account?.uid ?? 0}.${chat}`;

/** { text, replyTo, edit, files } or null. */
export function draftOf(tea, chat) {
  try {
    return JSON.parse(read(nameOf(tea, chat)));
  } catch {
    return null;
  }
}

export function keepDraft(tea, chat, draft) {
  const { text, replyTo, edit, files } = draft;
  const isEmpty = !text.trim() && !replyTo && !edit && files.length === 0;
  write(nameOf(tea, chat), isEmpty ? null : JSON.stringify(draft));
  dispatchEvent(new Event("drafts"));
}
