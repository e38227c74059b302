// Shows the inbox where there is one. Everything in it was written by strangers, so it is only
// ever put into the page as text.

const section = document.getElementById("inbox");
const list = document.getElementById("inbox-messages");
const empty = document.getElementById("inbox-empty");

function element(tag, className, text) {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

function message({ channel, to, purpose, code, subject, text, at }) {
  const item = document.createElement("li");
  const meta = element("div", "meta", "");
  for (const part of [channel, to, purpose, new Date(at).toLocaleString()]) {
    meta.append(element("span", "", part));
  }
  item.append(meta);
  if (subject) item.append(element("div", "", subject));
  if (code) item.append(element("div", "code", code));
  item.append(element("p", "text", text));
  return item;
}

async function refresh() {
  const answer = await fetch("/dev/inbox", { cache: "no-store" });
  if (!answer.ok) return false;
  const { messages } = await answer.json();
  list.replaceChildren(...messages.map(message));
  empty.hidden = messages.length > 0;
  section.hidden = false;
  return true;
}

// Who has no inbox has none later either: then there is nothing to ask again for.
if (await refresh().catch(() => false)) {
  setInterval(() => document.hidden || refresh().catch(() => {}), 2000);
}
