/** A real Chromium in the device's place. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { benchDefaults } from "#benchmarks/harness/bench-files";
import { type BenchReport, benchReport } from "#benchmarks/harness/bench-report";
import { benchHtml } from "#report/bench/bench-html";
import { type BenchModelsOptions, benchModels } from "#src/pipeline/bench-models";
import { faintTexts, motions, tabStops, unnamed } from "#test/support/accessible";
import { launchBrowser, whyNoBrowser } from "#test/support/browser";
import { meanModel } from "#test/support/mean-model";
import { plainOrigin } from "#test/support/plain-origin";

const reason = await whyNoBrowser();
const suffix = reason === undefined ? "" : ` (skipped: ${reason})`;
const patience = { timeout: 120_000 };

let browser: Browser;
let folder: string;

beforeAll(async () => {
  if (reason !== undefined) return;
  browser = await launchBrowser();
  folder = await mkdtemp(join(tmpdir(), "wristill-device-"));
  await writeFile(join(folder, "small.onnx"), meanModel(4, 3));
});
afterAll(async () => {
  await browser?.close();
  if (folder) await rm(folder, { recursive: true, force: true });
});

interface Running {
  readonly url: URL;
  readonly report: Promise<BenchReport>;
  readonly done: readonly number[];
  stop(): void;
}

/** The command's work, without its terminal. */
async function start(
  into: string,
  devices: number | undefined,
  more: Partial<BenchModelsOptions> = {},
): Promise<Running> {
  const stopping = new AbortController();
  const done: number[] = [];
  let opened: (url: URL) => void;
  const url = new Promise<URL>((resolve) => {
    opened = resolve;
  });
  const report = benchModels({
    ...{ ...benchDefaults, models: [join(folder, "small.onnx")], targets: ["device"] },
    ...{ threads: [1], throttle: [1], repeats: 2, coldStarts: 1, data: undefined },
    rounds: { rounds: 3, runs: 4, settle: 0, seconds: 60 },
    ...{ command: "wristill bench", clock: () => new Date(), signal: stopping.signal },
    onProgress: (event) => done.push(event.done),
    receiving: {
      ...{ host: "127.0.0.1", folder: join(folder, into), devices },
      onOpen: ([first]) => opened(new URL(first!)),
    },
    ...more,
  });
  return {
    url: await Promise.race([url, report.then(() => url)]),
    report,
    done,
    stop: () => stopping.abort(),
  };
}

async function begin(page: Page, url: string, name: string): Promise<string[]> {
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(url);
  await page.getByLabel("Name of this device").fill(name);
  await page.getByRole("button", { name: "Start" }).press("Enter");
  return complaints;
}

describe.skipIf(reason)(`devices that open the page${suffix}`, () => {
  test("measure, and stand in the report under the name they were given", async () => {
    const { url, report } = await start("named", 1, { threads: [1, 2] });
    const page = await browser.newPage({ viewport: { width: 200, height: 240 } });
    const complaints = await begin(page, url.href, "Ann's <img src=x> watch");
    await page.locator("#done").waitFor(patience);
    const { devices, series, ...rest } = benchReport.parse(await report);
    expect(devices).toHaveLength(1);
    expect(devices[0]).toMatchObject({
      ...{ name: "Ann's <img src=x> watch", target: "device", secure: true, isolated: true },
      steps: { done: 6, due: 6 },
    });
    expect(devices[0]!.browser).toMatch(/^Chrome \d+$/);
    expect(devices[0]!.absent).toEqual([expect.stringMatching(/^WebGPU: /)]);
    expect(devices[0]!.cold["small.onnx"]!.heap).toBeGreaterThan(1e6);
    expect(series.map(({ device, threads, runtime }) => [device, threads, runtime])).toEqual([
      [devices[0]!.name, 1, expect.stringMatching(/^onnxruntime-web .* \(wasm\)$/)],
      [devices[0]!.name, 2, expect.stringMatching(/\(wasm, 2 threads\)$/)],
    ]);
    expect(series[0]!.files[0]!.p50).toBeGreaterThan(0);
    const shown = await benchHtml({ devices, series, ...rest });
    expect(shown).toContain("Ann&#39;s &lt;img src=x&gt; watch");
    expect(shown).not.toContain("<img");
    expect(complaints).toEqual([]);
    await page.close();
  });

  test("keep what they found while the computer is gone, and hand it over when it is back", async () => {
    const first = await start("dropped", undefined);
    const page = await browser.newPage();
    await begin(page, first.url.href, "Phone");
    await expect.poll(() => first.done.at(-1), patience).toBeGreaterThanOrEqual(1);
    first.stop();
    const partial = await first.report;
    expect(partial.devices[0]!.steps.done).toBeLessThan(4);
    await page.locator('#delivery[data-state="kept"]').waitFor(patience);
    expect(await page.locator("#delivery").textContent()).toMatch(/kept here: the computer cannot/);
    const held = await page.evaluate(() => JSON.stringify(localStorage));
    expect(held).toContain("wristill-device-1");
    const second = await start("dropped", 1);
    expect(second.url.href).toBe(first.url.href);
    await page
      .getByRole("button", { name: "Try now" })
      .click()
      .catch(() => undefined); // it may have tried by itself
    const whole = await second.report;
    expect(whole.devices.map(({ name, steps }) => [name, steps])).toEqual([
      ["Phone", { done: 4, due: 4 }],
    ]);
    expect(whole.series[0]!.files[0]!.samples).toHaveLength(2);
    await page.close();
  });

  test("go on after a reload, as the same device", async () => {
    const { url, report, done } = await start("reloaded", 1);
    const page = await browser.newPage();
    await begin(page, url.href, "Phone");
    await expect.poll(() => done.at(-1), patience).toBeGreaterThanOrEqual(1);
    await page.reload();
    const { devices } = await report;
    expect(devices.map(({ steps }) => steps)).toEqual([{ done: 4, due: 4 }]);
    await page.close();
  });

  test("whose answer is refused say so, and go on", async () => {
    const { url, report, stop } = await start("refused", undefined);
    const page = await browser.newPage();
    let posts = 0;
    await page.route("**/parts.json", async (route) => {
      const { step, ...part } = route.request().postDataJSON();
      const spoilt = { ...part, step: posts++ === 0 ? 99 : step }; // on its way to the computer
      await route.continue({ postData: JSON.stringify(spoilt) });
    });
    await begin(page, url.href, "Phone");
    await page.locator("#done").waitFor(patience);
    const said = "The computer refused 1 result (step: no step 99 for this device).";
    const delivery = page.getByText(`${said} The computer has every other result.`);
    await delivery.waitFor(patience);
    await page.reload();
    await delivery.waitFor(patience);
    stop();
    const { devices } = await report;
    expect(devices.map(({ steps }) => steps)).toEqual([{ done: 3, due: 4 }]);
    await page.close();
  });

  test.each([
    [200, "dark"],
    [390, "light"],
    [1280, "light"],
  ] as const)("at %i px, %s, can be used without eyes or a mouse", async (width, colorScheme) => {
    const { url, report, stop } = await start(`used-${width}`, undefined);
    const page = await browser.newPage({ viewport: { width, height: 400 }, colorScheme });
    const usable = async () => {
      expect(await faintTexts(page)).toEqual([]);
      expect(await unnamed(page)).toEqual([]);
      expect(await motions(page)).toBe(0);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(
        width,
      );
    };
    await page.goto(url.href);
    await page.locator("#ready").waitFor(patience);
    await usable();
    expect(await tabStops(page)).toEqual(["name", "Start"]);
    await page.getByRole("button", { name: "Start" }).press("Enter");
    await page.getByRole("progressbar", { name: "Measuring" }).waitFor(patience);
    await usable();
    expect(await page.evaluate("document.activeElement.id")).toBe("running-title");
    await page.getByRole("heading", { name: /^small\.onnx: [\d.]+ µs$/ }).waitFor(patience);
    expect(await page.evaluate("document.activeElement.id")).toBe("done-title");
    await usable();
    expect(await tabStops(page)).toEqual(["again"]);
    stop();
    await report;
    await page.close();
  });

  test("that get the page without HTTPS say what they lack, and average many calls", async () => {
    const { url, report } = await start("plain", 1, { threads: [1, 2] });
    const plain = await plainOrigin(url);
    const context = await browser.newContext({ proxy: plain.proxy });
    const page = await context.newPage();
    await begin(page, `${plain.origin}${url.pathname}`, "Phone");
    expect(await page.locator("#notes").textContent()).toContain("came without HTTPS");
    const { devices, series } = await report;
    expect(devices[0]).toMatchObject({ secure: false, isolated: false });
    expect(devices[0]!.clockStep).toBeGreaterThan(50);
    expect(devices[0]!.absent.join()).toMatch(/2 threads: only where the page comes by HTTPS/);
    expect(series).toHaveLength(1);
    expect(series[0]!.files[0]!.calls).toBeGreaterThan(1);
    expect(series[0]!.files[0]!.p50).toBeGreaterThan(0);
    await context.close();
    await plain.close();
  });
});
