// Alt and an arrow: to the chat above or below in the list.

import { here, go } from "../parts/route.js";

export function walkChats({ tea }, step) {
  const all = tea.list;
  if (!all.length) return;
  const at = all.findIndex(({ id }) => id === here()[1]);
  const to = at < 0 ? 0 : (at + step + all.length) % all.length;
  go("c", all[to].id);
}
