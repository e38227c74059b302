// What this browser is called in its owner's list of devices.

import { t } from "../parts/words.js";

const BROWSERS = [
  [/Edg\//, "Edge"],
  [/OPR\//, "Opera"],
  [/Firefox\//, "Firefox"],
  [/Chrome\//, "Chrome"],
  [/Safari\//, "Safari"],
];
const SYSTEMS = [
  [/iPhone|iPad/, "iOS"],
  [/Android/, "Android"],
  [/Mac OS/, "macOS"],
  [/Windows/, "Windows"],
  [/Linux/, "Linux"],
];

export function device(agent = navigator.userAgent) {
  const name = (list) => list.find(([pattern]) => pattern.test(agent))?.[1];
  const [browser, system] = [name(BROWSERS), name(SYSTEMS)];
  return browser && system
    ? t("device.on", { browser, system })
    : (browser ?? system ?? t("device.unknown"));
}
