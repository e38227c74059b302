// The drawings that a conversation begins with, as lines on a field of 24 by 24. The others are in
// more-icons.js.

import { drawing } from "./dom.js";

const PATHS = {
  back: ["M15 5l-7 7 7 7"],
  check: ["M5 12.5l4.5 4.5L19 7.5"],
  checks: ["M2.5 12.5L7 17l9-9.5", "M11.5 16l1 1 9-9.5"],
  close: ["M6 6l12 12M18 6L6 18"],
  clock: ["M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17z", "M12 7.5V12l3 2"],
  compose: ["M4 20h4L19.5 8.5l-4-4L4 16z", "M13 7l4 4"],
  down: ["M12 5v14M6 13l6 6 6-6"],
  more: ["M5.5 12h.01M12 12h.01M18.5 12h.01"],
  paperclip: [
    "M19.5 11l-8 8a5 5 0 0 1-7-7l8.5-8.5a3.5 3.5 0 0 1 5 5L9.5 17a1.8 1.8 0 0 1-2.5-2.5l7.5-7.5",
  ],
  pin: ["M9 3.5h6l-.5 7 3.5 3.5H6l3.5-3.5z", "M12 14v6.5"],
  reply: ["M10 6l-6 6 6 6", "M4 12h10a6 6 0 0 1 6 6v1"],
  search: ["M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13z", "M15.5 15.5L20.5 20.5"],
  send: ["M4 12L3.5 4.5 21 12 3.5 19.5z", "M4 12h8"],
  smile: [
    "M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17z",
    "M8 14c1 1.6 2.4 2.4 4 2.4s3-.8 4-2.4",
    "M9 9.5h.01M15 9.5h.01",
  ],
  warning: ["M12 4L2.5 20h19z", "M12 10v5M12 17.5h.01"],
};

/** Those of parts that come later. */
export function addIcons(more) {
  Object.assign(PATHS, more);
}

export function icon(name) {
  const svg = drawing("0 0 24 24", PATHS[name], "icon");
  svg.setAttribute("stroke-width", name === "more" ? "3" : "1.75");
  return svg;
}
