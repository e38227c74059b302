// Where one writes. What is typed is kept as a draft from the first key on, with what it answers or
// edits, until the server's module has taken it.

import { el, set } from "../parts/dom.js";
import { icon } from "../parts/icons.js";
import { part } from "../parts/later.js";
import { titleOf } from "../parts/names.js";
import { t } from "../parts/words.js";
import { draftOf, keepDraft } from "./drafts.js";
import { attachedTo } from "./with-files.js";

const TYPING_EVERY_MS = 4000;

/**
 * `send(text, replyTo, attachments)` and `edit(seq, text)` do the work; `quoteOf(seq)` shows what is
 * answered; `lastOwn()` is the message that ArrowUp edits.
 */
export function composer({ tea, chat, send, edit, quoteOf, lastOwn, onTyping, members }) {
  const text = el("textarea", {
    class: "input",
    rows: "1",
    placeholder: t("write"),
    "aria-label": t("write.to", { title: titleOf(chat) }),
    dir: "auto",
    enterkeyhint: "send",
  });
  const button = el(
    "button",
    { class: "sign send", "aria-label": t("send"), title: t("send") },
    icon("send"),
  );
  const smile = el(
    "button",
    {
      type: "button",
      class: "sign",
      "aria-label": t("emoji"),
      "aria-haspopup": "dialog",
      onclick: async () => (await part("talk/emoji.js")).emojiPicker(smile, insert),
    },
    icon("smile"),
  );
  const files = el("div", { hidden: true });
  const attached = attachedTo(tea, files, () => changed());
  const chooser = el("input", {
    type: "file",
    multiple: true,
    hidden: true,
    onchange: () => {
      attached.add(chooser.files);
      chooser.value = "";
      text.focus();
    },
  });
  const attach = el(
    "button",
    {
      type: "button",
      class: "sign",
      "aria-label": t("attach"),
      title: t("attach"),
      onclick: () => chooser.click(),
    },
    icon("paperclip"),
  );
  const about = el("div", { class: "about", hidden: true });
  const limit = el("span", { class: "limit", role: "status", hidden: true });
  let replyTo = null;
  let editing = null;
  let typedAt = 0;

  function keep() {
    const draft = { text: text.value, replyTo, edit: editing, files: attached.arrived };
    keepDraft(tea, chat.id, draft);
  }

  function grow() {
    text.style.height = "auto";
    text.style.height = `${text.scrollHeight}px`;
    const max = tea.limits?.text ?? 4000;
    const length = [...text.value].length;
    limit.hidden = length < max * 0.9;
    limit.textContent = t("write.left", { n: max - length });
    limit.classList.toggle("over", length > max);
    const isNothing = !text.value.trim() && (editing || attached.arrived.length === 0);
    set(button, { disabled: isNothing || length > max || (!editing && attached.isWaiting) });
  }

  /** Whether the message that is answered or edited was deleted meanwhile. */
  function isGone(seq) {
    const quoted = quoteOf(seq);
    return quoted === null || Boolean(quoted?.deleted);
  }

  async function showAbout() {
    if (replyTo === null && editing === null) return void (about.hidden = true);
    const { answered, edited } = await part("talk/about.js", "later");
    const seq = editing ?? replyTo;
    about.hidden = seq === null;
    if (seq === null) return;
    const quoted = quoteOf(seq);
    const isEdit = editing !== null;
    about.replaceChildren(...(isEdit ? edited : answered)(quoted, isGone(seq), stop));
  }

  function stop() {
    // What was written over a message that is gone stands nowhere else.
    if (editing && !isGone(editing)) text.value = "";
    replyTo = editing = null;
    changed();
    text.focus();
  }

  function changed() {
    grow();
    showAbout();
    keep();
  }

  function insert(piece) {
    text.setRangeText(piece, text.selectionStart, text.selectionEnd, "end");
    text.focus();
    changed();
  }

  function submit(event) {
    event?.preventDefault();
    const words = text.value.trim();
    if (button.disabled) return;
    const [seq, answered] = [editing, replyTo];
    const isEdit = seq && !isGone(seq);
    const carried = isEdit ? [] : attached.arrived;
    if (!words && carried.length === 0) return;
    text.value = "";
    replyTo = editing = null;
    typedAt = 0;
    if (!isEdit) attached.clear();
    changed();
    if (isEdit) edit(seq, words);
    else send(words, answered && !isGone(answered) ? answered : null, carried);
    text.focus();
  }

  text.addEventListener("input", () => {
    changed();
    completeNames();
    const now = Date.now();
    if (!text.value || editing || now - typedAt < TYPING_EVERY_MS) return;
    typedAt = now;
    onTyping(true);
  });
  text.addEventListener("blur", () => {
    if (typedAt) onTyping(false);
    typedAt = 0;
  });
  text.addEventListener("paste", (event) => {
    const { files } = event.clipboardData;
    // A table or a page comes as a picture of itself, too; then its words are meant.
    if (files.length === 0 || event.clipboardData.getData("text/plain")) return;
    event.preventDefault();
    attached.add(files);
  });
  let names = null;
  async function completeNames() {
    if (names || !text.value.includes("@")) return;
    const { mentions } = await part("talk/mentions.js");
    names ??= mentions(text, members, changed);
    about.after(names.list);
    names.look();
  }
  text.addEventListener("keydown", (event) => {
    // While a character is being composed, Enter chooses it and Escape abandons it.
    if (event.isComposing || event.keyCode === 229 || names?.handles(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !event.altKey && !isTouch()) submit(event);
    else if (event.key === "Escape" && (replyTo || editing)) stop(event.preventDefault());
    else if (event.key === "ArrowUp" && !text.value && lastOwn())
      api.edit(lastOwn(), event.preventDefault());
  });

  const api = Object.assign(
    el(
      "form",
      { class: "composer", onsubmit: submit },
      about,
      files,
      chooser,
      el("div", { class: "line" }, smile, attach, text, button),
      limit,
    ),
    {
      reply(entry) {
        if (editing) text.value = "";
        editing = null;
        replyTo = entry.seq;
        changed();
        text.focus();
      },
      edit(entry) {
        replyTo = null;
        editing = entry.seq;
        text.value = entry.text;
        changed();
        text.focus();
      },
      refresh: showAbout,
      focus: () => text.focus(),
      attach: (files) => attached.add(files),
      restore: (attachments) => attached.restore(attachments),
      insert,
    },
  );
  const draft = draftOf(tea, chat.id);
  if (draft) {
    text.value = draft.text;
    replyTo = draft.replyTo ?? null;
    editing = draft.edit ?? null;
    attached.restore(draft.files ?? []);
  }
  requestAnimationFrame(() => {
    grow();
    showAbout();
  });
  return api;
}

/** On a phone Enter makes a line, and the button sends. */
function isTouch() {
  return matchMedia("(pointer: coarse) and (hover: none)").matches;
}
