/** @file The browser in a user agent's string, which is also full of the names of others. */

/** The first that fits: those above call themselves by the names below, too. */
const browsers: readonly (readonly [string, RegExp])[] = [
  ["Samsung Internet", /SamsungBrowser\/(\d+)/],
  ["Edge", /Edg(?:e|A|iOS)?\/(\d+)/],
  ["Opera", /OP(?:R|T)\/(\d+)/],
  ["Firefox", /(?:Firefox|FxiOS)\/(\d+)/],
  ["Chrome", /(?:HeadlessChrome|Chrome|CriOS)\/(\d+)/],
  ["Safari", /Version\/(\d+)[\d.]* (?:Mobile\/\S+ )?Safari/],
];

/** "Chrome 131", "Safari 18"; "unknown browser" where none is known. */
export function browserName(userAgent: string): string {
  for (const [name, pattern] of browsers) {
    const version = pattern.exec(userAgent)?.[1];
    if (version !== undefined) return `${name} ${version}`;
  }
  return "unknown browser";
}

const systems: readonly (readonly [string, RegExp])[] = [
  ["iPhone", /iPhone/],
  ["iPad", /iPad/],
  ["Apple Watch", /Watch OS/],
  ["Tizen", /Tizen/],
  ["Android", /Android/],
  ["Windows", /Windows/],
  ["Mac", /Macintosh/],
  ["ChromeOS", /CrOS/],
  ["Linux", /Linux/],
];

/** What to call a device whose owner does not say: its model where the browser tells, else its system. */
export function deviceName(userAgent: string): string {
  const model = /Android [\d.]+; (?:[a-z]{2}-[a-z]{2}; )?([^;)]+?)(?: Build\/[^;)]*)?[;)]/i.exec(
    userAgent,
  )?.[1];
  // "K" hides the model; Firefox tells none
  if (model !== undefined && model.length <= 40 && !/^(K|Mobile|Tablet)$/.test(model)) return model;
  return systems.find(([, pattern]) => pattern.test(userAgent))?.[0] ?? "device";
}
