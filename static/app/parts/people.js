// Profiles of people by their uid, asked for once each and when somebody is to be shown; and what
// people and chats look like.

import { el } from "./dom.js";
import { titleOf } from "./names.js";

const KEPT_MAX = 2000;
/** A long list of chats is no reason to ask for all of its people in one moment. */
const ASKED_AT_ONCE_MAX = 4;

export class People extends EventTarget {
  #tea;
  #known = new Map();
  #waiting = [];
  #asking = 0;

  constructor(tea) {
    super();
    this.#tea = tea;
  }

  /** What is known by now; the rest is asked for, and told by a `change`. */
  get(uid) {
    if (uid === this.#tea.uid) return this.#tea.account ?? { uid };
    if (!this.#known.has(uid)) {
      this.put({ uid });
      this.#waiting.push(uid);
      this.#askNext();
    }
    return this.#known.get(uid);
  }

  /** Learnt in passing, from a list of people. */
  put(person) {
    if (this.#known.size >= KEPT_MAX) this.#known.delete(this.#known.keys().next().value);
    this.#known.set(person.uid, person);
  }

  async #askNext() {
    if (this.#asking >= ASKED_AT_ONCE_MAX || this.#waiting.length === 0) return;
    const uid = this.#waiting.shift();
    this.#asking += 1;
    try {
      this.put(await this.#tea.user(uid));
      this.dispatchEvent(new CustomEvent("change", { detail: { uid } }));
    } catch {
      // Somebody who left, or a network that is away: they keep the name they wrote under.
    }
    this.#asking -= 1;
    this.#askNext();
  }
}

/** A round picture, or the first letter on a colour of one's own. */
export function face({ uid = 0, name = "", avatar, room = false, here = false, size = "" }) {
  const letter = [...name.replace(/^[#@]/, "")][0]?.toUpperCase() ?? "·";
  const made = el("span", {
    class: `face ${size} ${room ? "room" : ""} ${here ? "here" : ""}`,
    "aria-hidden": "true",
  });
  if (avatar) {
    const fallback = () => picture.replaceWith(letter);
    const picture = el("img", {
      src: avatar,
      alt: "",
      loading: "lazy",
      decoding: "async",
      onerror: fallback,
    });
    made.append(picture);
  } else {
    made.append(letter);
  }
  made.style.setProperty("--hue", (uid * 137.5 + (room ? 60 : 130)) % 360);
  return made;
}

/** While we are away nobody can say who is here. */
export function isHere(tea, uid) {
  return tea.state.is === "online" && Boolean(tea.presence.get(uid)?.online);
}

/** What `face` shows of a chat. */
export function pictureOf({ tea, people }, chat) {
  const name = titleOf(chat);
  if (chat.kind === "room") return { uid: Number(chat.id.slice(2)), name, room: true };
  const uid = chat.with?.uid;
  return { uid, name, avatar: uid && people.get(uid)?.avatar, here: isHere(tea, uid) };
}
