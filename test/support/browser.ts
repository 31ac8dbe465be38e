/** @file Whether tests have a browser, and which. */
import { launchChromium } from "#benchmarks/harness/chromium/launch-chromium";
import { messageOf } from "#core/errors";

export { launchChromium as launchBrowser } from "#benchmarks/harness/chromium/launch-chromium";

/** Why browser tests cannot run here, or `undefined` where they can. */
export async function whyNoBrowser(): Promise<string | undefined> {
  try {
    await (await launchChromium()).close();
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}
