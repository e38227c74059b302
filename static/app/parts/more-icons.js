// The drawings of what comes later, for whom this stands in the place of icons.js.

import { drawing } from "./dom.js";
import { addIcons } from "./icons.js";

export { icon } from "./icons.js";

addIcons({
  bell: ["M6 17V11a6 6 0 0 1 12 0v6l1.5 1.5h-15z", "M10 21h4"],
  bellOff: ["M8 6.5A6 6 0 0 1 18 11v4M6 10v7l-1.5 1.5H17", "M10 21h4", "M4 4l16 16"],
  copy: ["M9 9h10v11H9z", "M15 9V4H5v11h4"],
  download: ["M12 4v11M7 10.5l5 5 5-5", "M4.5 19.5h15"],
  eye: [
    "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z",
    "M12 9a3 3 0 1 1 0 6 3 3 0 0 1 0-6z",
  ],
  eyeOff: [
    "M4 4l16 16",
    "M9.5 5.9A9.4 9.4 0 0 1 12 5.5c6 0 9.5 6.5 9.5 6.5a17 17 0 0 1-3 3.7M6 7.7A16 16 0 0 0 2.5 12S6 18.5 12 18.5a9 9 0 0 0 4-1",
  ],
  file: ["M6 3.5h8l4.5 4.5v12.5H6z", "M14 3.5V8h4.5"],
  globe: [
    "M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17z",
    "M3.5 12h17",
    "M12 3.5c5 5 5 12 0 17M12 3.5c-5 5-5 12 0 17",
  ],
  key: ["M8 11.5a4 4 0 1 1 0 8 4 4 0 0 1 0-8z", "M11 12.5L19.5 4M16 7.5l3 3M13.5 10l2 2"],
  link: [
    "M10 14a4 4 0 0 0 5.7 0l3.2-3.2a4 4 0 0 0-5.7-5.7L12 6.3",
    "M14 10a4 4 0 0 0-5.7 0l-3.2 3.2a4 4 0 0 0 5.7 5.7l1.2-1.2",
  ],
  leave: ["M14 4H5v16h9", "M10 12h10M16.5 8l4 4-4 4"],
  mail: ["M3.5 5.5h17v13h-17z", "M4 6.5l8 6.5 8-6.5"],
  people: [
    "M9 4.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7z",
    "M2.5 20c0-3.5 3-6 6.5-6s6.5 2.5 6.5 6",
    "M15.5 5a3.5 3.5 0 0 1 0 6.5M18 14.5c2 .8 3.5 2.7 3.5 5.5",
  ],
  phone: ["M7 2.5h10v19H7z", "M11 18.5h2"],
  plus: ["M12 5v14M5 12h14"],
  retry: ["M19.5 12a7.5 7.5 0 1 1-2.2-5.3L20 9", "M20 4v5h-5"],
  shield: ["M12 3l8 3v6c0 5-3.5 7.5-8 9-4.5-1.5-8-4-8-9V6z"],
  theme: ["M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z"],
  trash: ["M4.5 6.5h15M9 6.5V4h6v2.5M6.5 6.5l1 13.5h9l1-13.5", "M10 10.5v6M14 10.5v6"],
  user: ["M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8z", "M4.5 20.5c0-4 3.5-6.5 7.5-6.5s7.5 2.5 7.5 6.5"],
});

/** A cup with steam: the house's own sign. */
const CUP = [
  "M14 30h30v8a13 13 0 0 1-13 13h-4a13 13 0 0 1-13-13z",
  "M44 33h3a6 6 0 0 1 0 12h-4",
  "M23 22c-3-3 3-5 0-9M33 22c-3-3 3-5 0-9",
];

export function cup(className) {
  const svg = drawing("0 0 64 64", CUP, className);
  svg.setAttribute("stroke-width", "2.5");
  return svg;
}
