/** The page of an app bundle in Chromium: it checks itself, plays its recording, and reads a phone's sensor. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type PageServer, serve } from "#benchmarks/harness/chromium/page-server";
import { quietTf } from "#record/quiet";
import { completeSteps } from "#sensors/process-signal";
import { exportApp } from "#src/pipeline/app/export-app";
import { cnn1dTiny } from "#students/cnn1d-tiny";
import { launchBrowser, whyNoBrowser } from "#test/support/browser";
import { builtNetwork, classes, exportedModel } from "#test/support/exported";

const reason = await whyNoBrowser();
const acc = { length: 64, channels: ["x", "y", "z"], sampleRate: 50, unit: "g" };
const suffix = reason === undefined ? "" : ` (skipped: ${reason})`;

describe.skipIf(reason)(`the page of an app bundle in Chromium${suffix}`, () => {
  let browser: Browser;
  let server: PageServer;
  let page: Page;
  const folders: string[] = [];
  const complaints: string[] = [];

  beforeAll(async () => {
    quietTf();
    server = await serveBundle(exportedModel(undefined, { signals: { acc } }).bytes);
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    for (const folder of folders) await rm(folder, { recursive: true, force: true });
  });

  async function serveBundle(bytes: Uint8Array): Promise<PageServer> {
    const folder = await mkdtemp(join(tmpdir(), "wristill-app-"));
    folders.push(folder);
    await exportApp(bytes, "model.onnx", {
      ...{ app: "web", out: folder, smoothing: { name: "hmm" }, threshold: 0 },
    });
    return serve(
      { "/index.html": await readFile(join(folder, "index.html"), "utf8") },
      { folders: { "/node_modules/": join(process.cwd(), "node_modules"), "/": folder } },
    );
  }

  /** 300 events of a phone's sensor, at 60 Hz. */
  async function move(): Promise<void> {
    await page.evaluate(() => {
      for (let i = 0; i < 300; i++) {
        const event = new DeviceMotionEvent("devicemotion", {
          accelerationIncludingGravity: { x: 9.8 * Math.sin(i / 9), y: 0, z: 9.8 },
          interval: 1000 / 60,
        });
        Object.defineProperty(event, "timeStamp", { value: (1000 * i) / 60 });
        dispatchEvent(event);
      }
    });
    await page.waitForFunction("document.getElementById('label').textContent !== '–'");
  }

  async function open(
    width: number,
    colorScheme: "light" | "dark",
    { url } = server,
  ): Promise<void> {
    page = await browser.newPage({ viewport: { width, height: 844 }, colorScheme });
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      if (message.type() !== "log") complaints.push(message.text());
    });
    await page.goto(`${url}/index.html`);
    await page.waitForSelector("#start:enabled", { timeout: 30_000 });
  }

  test.each([
    [360, "light"],
    [390, "dark"],
    [1280, "light"],
  ] as const)(
    "at %i px, %s, it finds that the browser answers as it should",
    async (width, scheme) => {
      await open(width, scheme);
      expect(await page.textContent("#state")).toMatch(/^Ready\. 8 test windows agree within /);
      expect(
        await page.$$eval("#classes span", (all) => all.map((each) => each.textContent)),
      ).toEqual(classes);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(
        width,
      );
      await page.close();
    },
  );

  test("plays its recording", async () => {
    await open(390, "light");
    await page.click("#replay");
    await page.waitForFunction("document.getElementById('label').textContent !== '–'");
    await page.waitForSelector("#replay:enabled", { timeout: 30_000 });
    expect(classes).toContain(await page.textContent("#label"));
    expect(await page.textContent("#figures")).toMatch(/^\d+ % sure · [\d.]+ ms$/);
    await page.close();
  });

  test("labels what a phone's sensor says, in g from m/s²", async () => {
    await open(390, "dark");
    await page.click("#start");
    await page.waitForFunction(
      "document.getElementById('state').textContent.startsWith('Listening')",
    );
    await move();
    expect(classes).toContain(await page.textContent("#label"));
    await page.evaluate(() => dispatchEvent(new DeviceMotionEvent("devicemotion")));
    expect(await page.textContent("#state")).toBe("This phone gives no accelerometer x.");
    await page.close();
  });

  test("filters a phone's sensor for a model that was trained on filtered signals", async () => {
    const processing = completeSteps([
      { name: "low-pass", options: { cutoff: 10 } },
      { name: "magnitude", options: { append: false } },
    ]);
    const measured = [{ ...acc, name: "acc", sampleRate: 100 }];
    const signal = { ...acc, channels: ["magnitude"], processing, measured };
    const network = builtNetwork(cnn1dTiny, {}, [{ modality: "acc", length: 64, channels: 1 }]);
    const { bytes } = exportedModel(network, { signals: { acc: signal } });
    const own = await serveBundle(bytes);
    await open(390, "light", own);
    expect(await page.textContent("#state")).toMatch(/^Ready\. 8 test windows agree within /);
    await page.click("#start");
    await page.waitForFunction(
      "document.getElementById('state').textContent.startsWith('Listening')",
    );
    await move();
    expect(classes).toContain(await page.textContent("#label"));
    await page.close();
    await own.close();
  });

  test("and nothing complained", () => {
    expect(complaints).toEqual([]);
  });
});
