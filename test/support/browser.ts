/** @file A real headless Chromium for tests and screenshots, from npm alone or the one that is installed. */
import { existsSync } from "node:fs";
import sparticuz from "@sparticuz/chromium";
import { type Browser, chromium } from "playwright-core";
import { messageOf } from "#core/errors";

const installed = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:/Program Files/Google/Chrome/Application/chrome.exe",
];

/** Tests talk to this machine only, and nothing phones home. */
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

/** Starts `WRISTILL_CHROMIUM`, else the npm package's Chromium, else an installed one. Throws with every reason. */
export async function launchBrowser(): Promise<Browser> {
  const reasons: string[] = [];
  for (const find of candidates()) {
    try {
      return await chromium.launch({ executablePath: await find(), args: flags });
    } catch (error) {
      reasons.push(messageOf(error).split("\n").slice(0, 3).join(" "));
    }
  }
  throw new Error(`no Chromium starts here: ${reasons.join("; ")}`);
}

function* candidates(): Generator<() => Promise<string>> {
  const named = process.env.WRISTILL_CHROMIUM;
  if (named) yield async () => named;
  if (process.platform === "linux" && process.arch === "x64") {
    yield () => sparticuz.executablePath();
  }
  for (const path of installed) if (existsSync(path)) yield async () => path;
}

/** Why browser tests cannot run here, or `undefined` where they can. */
export async function whyNoBrowser(): Promise<string | undefined> {
  try {
    await (await launchBrowser()).close();
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}
