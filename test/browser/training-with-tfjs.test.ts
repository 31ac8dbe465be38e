/** The same code records and trains in Node and in a page: tf.js, the recorder and onnxruntime-web as plain ES modules. */
import * as tf from "@tensorflow/tfjs";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as record from "#record/index";
import { quietTf } from "#record/quiet";
import * as device from "#src/on-device";
import * as students from "#students/index";
import { launchBrowser, whyNoBrowser } from "#test/support/browser";
import { type ModulePage, openModulePage, type PageModules } from "#test/support/browser-page";
import { expectClose } from "#test/support/tensors";
import * as train from "#train/index";

const reason = await whyNoBrowser();
const suffix = reason === undefined ? "" : ` (skipped: ${reason})`;

type Modules = Omit<PageModules, "#runtime/ort">;

const modules: Modules = {
  "#src/on-device": device,
  "wristill/record": record,
  "wristill/students": students,
  "wristill/train": train,
  "@tensorflow/tfjs": tf,
};

describe.skipIf(reason)(`recording and training in Chromium${suffix}`, () => {
  let browser: Browser;
  let modulePage: ModulePage;

  beforeAll(async () => {
    quietTf();
    browser = await launchBrowser();
    modulePage = await openModulePage(browser, Object.keys(modules) as (keyof Modules)[]);
  });
  afterAll(async () => {
    await modulePage?.close();
    await browser?.close();
  });

  test("twelve steps in the page = twelve steps in Node", async () => {
    const inPage = await modulePage.page.evaluate<number[]>(
      `(${recordAndTrain})(globalThis.opened, 12)`,
    );
    const inNode = await recordAndTrain(modules, 12);
    expectClose(inPage, inNode, { absolute: 1e-4, relative: 1e-3 });
    expect(inPage.at(-1)).toBeLessThan(0.5 * inPage[0]!);
  });

  test("there is one tf.js in the page", () => {
    const paths = modulePage.fetched.filter((path) => path.includes("tensorflow"));
    expect(paths).toHaveLength(1);
  });

  test("nothing is reported as missing or broken", () => {
    expect(modulePage.complaints).toEqual([]);
  });
});

/** The losses of a student on one batch. Self-contained: it is sent to the page as text. */
async function recordAndTrain(given: Modules, steps: number): Promise<number[]> {
  const { logSoftmax, mean, mul, neg, setBackend, sum } = given["@tensorflow/tfjs"];
  const { createSession, Random } = given["#src/on-device"];
  const { applyNetwork } = given["wristill/record"];
  const { cnn1dTiny } = given["wristill/students"].students;
  const { optimizers, recordedEngine } = given["wristill/train"];
  await setBackend("cpu");
  const inputs = [{ modality: "acc", length: 32, channels: 3 }];
  const network = cnn1dTiny.build({ inputs, classes: 4, seed: 1 }, cnn1dTiny.options);
  const engine = recordedEngine(createSession, { threads: 1 });
  const step = await engine.compileStep(
    {
      name: "student",
      models: [network.model],
      inputs: { acc: [8, 32, 3], labels: [8, 4] },
      loss({ acc, labels }) {
        const { logits } = applyNetwork(network, [acc!], true);
        return { loss: neg(mean(sum(mul(labels!, logSoftmax(logits)), -1))) };
      },
      optimizer: { entry: optimizers.adam, options: optimizers.adam.options },
      weightDecay: 0,
      clipNorm: undefined,
    },
    new Random(1),
  );
  const noise = new Random(2);
  const acc = { shape: [8, 32, 3], data: Float32Array.from({ length: 768 }, () => noise.normal()) };
  const oneHot = Float32Array.from({ length: 32 }, (_, i) => Number(i % 4 === (i >> 2) % 4));
  const labels = { shape: [8, 4], data: oneHot };
  const losses: number[] = [];
  for (let i = 0; i < steps; i++) losses.push((await step.run({ acc, labels }, 1e-2)).loss!);
  await step.release();
  return losses;
}
