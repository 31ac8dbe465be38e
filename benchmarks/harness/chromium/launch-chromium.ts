/** @file A real headless Chromium: the one that is named, one from npm, or one that is installed. */
import { existsSync } from "node:fs";
import type { Browser } from "playwright-core";
import { messageOf, UserError } from "#core/errors";

const installed = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:/Program Files/Google/Chrome/Application/chrome.exe",
];

/** Pages talk to this machine only, and nothing phones home. */
const flags = [
  "--no-sandbox", // as root, and in containers, there is none to be had
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-domain-reliability",
  "--disable-sync",
  "--no-pings",
  "--no-first-run",
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];

/**
 * Starts `WRISTILL_CHROMIUM`, else the Chromium of `@sparticuz/chromium`, else an installed one.
 *
 * @throws UserError with every reason why none starts.
 */
export async function launchChromium(more: readonly string[] = []): Promise<Browser> {
  const { chromium } = await import("playwright-core").catch((error: unknown) => {
    throw new UserError(
      `Chromium cannot be driven: ${messageOf(error).split("\n")[0]}`,
      "npm install playwright-core",
    );
  });
  const reasons: string[] = [];
  for (const find of candidates()) {
    try {
      return await chromium.launch({ executablePath: await find(), args: [...flags, ...more] });
    } catch (error) {
      reasons.push(messageOf(error).split("\n").slice(0, 3).join(" "));
    }
  }
  throw new UserError(
    `no Chromium starts here: ${reasons.join("; ") || "none was found"}`,
    "name one in WRISTILL_CHROMIUM, or npm install @sparticuz/chromium",
  );
}

function* candidates(): Generator<() => Promise<string>> {
  const named = process.env.WRISTILL_CHROMIUM;
  if (named) yield async () => named;
  if (process.platform === "linux" && process.arch === "x64") {
    yield async () => (await import("@sparticuz/chromium")).default.executablePath();
  }
  for (const path of installed) if (existsSync(path)) yield async () => path;
}
