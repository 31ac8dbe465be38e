/** A step that was recorded elsewhere trains in a page that has onnxruntime-web and no tf.js. */
import { readdirSync, readFileSync } from "node:fs";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pack } from "#core/pack";
import { quietTf } from "#record/quiet";
import { launchBrowser, whyNoBrowser } from "#test/support/browser";
import { openModulePage } from "#test/support/browser-page";
import { type DemoWindows, demoStep, demoStudent, demoWindows } from "#test/support/demo-student";
import { packForward, packStep } from "#train/pack-step";

const reason = await whyNoBrowser();
const suffix = reason === undefined ? "" : ` (skipped: ${reason})`;

const batch = 32;
const steps = 120;
const chance = 1 / 10; // ten activities, each equally often

describe.skipIf(reason)(`a recorded step trains in Chromium${suffix}`, () => {
  let browser: Browser;
  let files: Record<string, string | Uint8Array>;

  beforeAll(async () => {
    quietTf();
    const windows = await demoWindows();
    const student = demoStudent(windows.train);
    files = {
      "/step.json": packStep(demoStep(student, batch)),
      "/forward.onnx": packForward(student),
      "/windows.json": pack(windows),
    };
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());

  test.each([
    { threads: 1, isolated: true, used: 1 },
    { threads: 2, isolated: true, used: 2 },
    { threads: 2, isolated: false, used: 1 },
  ])("$threads threads, cross-origin isolated: $isolated", async ({ threads, isolated, used }) => {
    const opened = await openModulePage(browser, ["#src/on-device"], files, { isolated });
    const { page, complaints, fetched } = opened;
    expect(await page.evaluate(() => globalThis.crossOriginIsolated)).toBe(isolated);
    const result = await page.evaluate(trainInPage, { threads, steps, batch });
    const [rate, before, after] = [steps / result.seconds, result.before, result.after];
    process.stdout.write(
      `Chromium, ${used} thread${used > 1 ? "s" : ""}: ${rate.toFixed(1)} steps/s, batch ${batch}; ` +
        `accuracy on other people ${before.toFixed(2)} → ${after.toFixed(2)} in ${steps} steps\n`,
    );
    expect(after).toBeGreaterThan(Math.max(before, chance) + 0.3);
    expect(result.lastLoss).toBeLessThan(0.7 * result.firstLoss);
    expect(result.runtime).toMatch(used === 1 ? /\(wasm\)$/ : /\(wasm, 2 threads\)$/);
    expect(page.workers()).toHaveLength(used - 1);
    if (used > 1 && process.platform === "linux")
      expect(await workerSeconds(browser)).toBeGreaterThan(0.05 * result.seconds); // an idle one takes 0
    expect(fetched.filter((path) => path.includes("tensorflow"))).toEqual([]);
    expect(complaints).toEqual([]);
    await opened.close();
  });
});

interface Plan {
  readonly threads: number;
  readonly steps: number;
  readonly batch: number;
}

/** Runs in the page. */
async function trainInPage({ threads, steps, batch }: Plan) {
  const device = globalThis.opened["#src/on-device"];
  const text = async (path: string) => (await fetch(path)).text();
  const { train, test } = device.unpack<DemoWindows>(await text("/windows.json"), "windows.json");
  const random = new device.Random(1);
  const step = await device.openStep(await text("/step.json"), { random, threads });
  const model = new Uint8Array(await (await fetch("/forward.onnx")).arrayBuffer());
  const forward = await device.openForward(model, { threads });
  const session = await device.createSession(model, { threads });
  const accuracy = async () => {
    const { data, length, channels } = test.signals.acc!;
    const acc = { data, shape: [test.size, length, channels.length] };
    const { logits } = await forward.run(device.groupWeights(step.state), { acc });
    return device.evaluate(logits!, test.labels).accuracy;
  };
  const batches = device.makeBatches(train, { batchSize: batch, random });
  const before = await accuracy();
  const losses: number[] = [];
  const start = performance.now();
  for (let i = 0; i < steps; i++) {
    const epoch = Math.floor(i / batches.batchesPerEpoch);
    const { inputs, labels } = batches.batch(epoch, i % batches.batchesPerEpoch);
    losses.push((await step.run({ ...inputs, labels }, 2e-3)).loss!);
  }
  const seconds = (performance.now() - start) / 1000;
  const after = await accuracy();
  await step.release();
  return {
    before,
    after,
    firstLoss: losses[0]!,
    lastLoss: losses.at(-1)!,
    seconds,
    runtime: session.runtime,
  };
}

/** Processor time in s of the threads that pages have started; Linux says it per thread. */
async function workerSeconds(browser: Browser): Promise<number> {
  const client = await browser.newBrowserCDPSession();
  const { processInfo } = await client.send("SystemInfo.getProcessInfo");
  await client.detach();
  const ticks = processInfo.flatMap(({ id }) =>
    readdirSync(`/proc/${id}/task`).map((thread) => {
      const stat = readFileSync(`/proc/${id}/task/${thread}/stat`, "utf8");
      const [, name, rest] = /\((.*)\) (.*)/.exec(stat)!;
      const fields = rest!.split(" "); // from the third on: proc(5)
      return name!.startsWith("DedicatedWorker") ? Number(fields[11]) + Number(fields[12]) : 0;
    }),
  );
  return ticks.reduce((total, n) => total + n, 0) / 100;
}
