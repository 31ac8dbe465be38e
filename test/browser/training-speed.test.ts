/**
 * Steps per second of the recorded step in a page. A few rounds keep the measurement itself working;
 * scripts/browser-training.mjs asks for many and for the files of the result.
 */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { benchmarkBrowserTraining, browserTrainingTable } from "#benchmarks/browser-training";
import type { TrainCase } from "#benchmarks/train/cases";
import type { Contender } from "#benchmarks/train/contender";
import { stepInputs, stepUnderTest } from "#benchmarks/train/step-under-test";
import { writeAtomic, writeJson } from "#core/files";
import { pack } from "#core/pack";
import { quietTf } from "#record/quiet";
import { launchBrowser, whyNoBrowser } from "#test/support/browser";
import { openModulePage } from "#test/support/browser-page";
import type { Arrays } from "#train/engine";
import { packStep } from "#train/pack-step";

const reason = await whyNoBrowser();
const suffix = reason === undefined ? "" : ` (skipped: ${reason})`;
const results = process.env.WRISTILL_BROWSER_RESULTS;

describe.skipIf(reason)(`steps per second in Chromium${suffix}`, () => {
  let browser: Browser;

  beforeAll(async () => {
    quietTf();
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());

  test("the student's step, one thread and two", async () => {
    const report = await benchmarkBrowserTraining({
      command: "node scripts/browser-training.mjs",
      cases: results ? ["student-32", "student-64"] : ["student-32"],
      ...{ warmup: 5, rounds: results ? 20 : 2, stepsPerRound: results ? 10 : 5, slowRounds: 0 },
      openPage: (trainCase, threads) => openStepPage(browser, trainCase, threads),
    });
    const table = browserTrainingTable(report);
    process.stdout.write(table);
    expect(report.rows.map(({ threads }) => threads)).toEqual(
      (results ? [1, 2] : [1]).flatMap(() => [1, 1, 2]),
    );
    for (const { oursMs, ratio } of report.rows) {
      expect(oursMs).toBeGreaterThan(0);
      expect(ratio).toBeLessThan(50); // a page that computes without vector instructions would be above
    }
    if (results === undefined) return;
    await writeAtomic(`${results}/browser-training.md`, table);
    await writeJson(`${results}/browser-training.json`, report);
  });
});

async function openStepPage(
  browser: Browser,
  trainCase: TrainCase,
  threads: number,
): Promise<Contender> {
  const { page, close } = await openModulePage(browser, ["#src/on-device"], {
    "/step.json": packStep(stepUnderTest(trainCase)),
    "/batch.json": pack(stepInputs(trainCase)),
  });
  const handle = await page.evaluateHandle(async (threads) => {
    const { openStep, Random, unpack } = globalThis.opened["#src/on-device"];
    const text = async (path: string) => (await fetch(path)).text();
    const step = await openStep(await text("/step.json"), { random: new Random(1), threads });
    return { step, batch: unpack<Arrays>(await text("/batch.json"), "batch.json") };
  }, threads);
  return {
    name: `Chromium ${browser.version()}, onnxruntime-web`,
    run: (count) =>
      page.evaluate(
        async ({ handle: { step, batch }, count }) => {
          const times: number[] = [];
          for (let i = 0; i < count; i++) {
            const start = performance.now();
            await step.run(batch, 1e-3);
            times.push(performance.now() - start);
          }
          return times;
        },
        { handle, count },
      ),
    close,
  };
}
