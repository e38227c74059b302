// The pages of those who have not come in yet, by their addresses.

import { read } from "../parts/keep.js";
import { here, turn } from "../parts/route.js";
import { forgotten } from "./forgotten.js";
import { signIn, signInByCode } from "./sign-in.js";
import { signUp, signUpByCode } from "./sign-up.js";

const DOORS = {
  "sign-in": { "": signIn, code: signInByCode },
  "sign-up": { "": signUp, code: signUpByCode },
  forgotten: { "": forgotten },
};

/** Shows the page of the address in `root`, or goes to one that there is. */
export async function outside({ tea, root, signal, notice }) {
  const [place = "", way = ""] = here();
  const door = DOORS[place]?.[way];
  if (!door) return turn(read("known") ? "sign-in" : "sign-up");
  const page = await door({ tea, signal, notice });
  if (signal.aborted) return;
  root.replaceChildren(page);
  (root.querySelector("[data-focus]") ?? root.querySelector("input"))?.focus({
    preventScroll: true,
  });
}
