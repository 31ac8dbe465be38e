/** Classic models as teachers: what they answer, and that a fold's teacher knows its own people only. */
import { setBackend } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import type { Baseline } from "#classic/baseline";
import * as baselines from "#classic/entries";
import { examplesOf } from "#classic/examples";
import { fitBaseline } from "#classic/fit-baseline";
import { classicTeachers } from "#classic/teachers";
import type { FittedTask } from "#core/network";
import { Random } from "#core/random";
import type { WindowSet } from "#core/signal";
import { quietTf } from "#record/quiet";
import { createOrtNodeSession } from "#runtime/ort-node";
import { fitNormalization, normalizeWindows } from "#sensors/normalize";
import { expectClose } from "#test/support/tensors";
import { recordedEngine } from "#train/engines/recorded";
import { predictor } from "#train/predict";
import { readWeights } from "#train/weights";
import { shakes } from "./window-set.ts";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

const [raw, others] = [shakes(["a", "b", "c", "d"], 1), shakes(["e"], 2)];
const normalization = fitNormalization(raw);
const { length, channels } = raw.signals.acc!;

function taskOn(train: WindowSet, seed = 1): FittedTask {
  const inputs = [{ modality: "acc", length, channels: channels.length }];
  const { classes } = train;
  return { inputs, classes, normalization, validation: undefined, seed, train };
}

async function logitsOf(network: Awaited<ReturnType<typeof fitted>>, windows: WindowSet) {
  const runner = await predictor(recordedEngine(createOrtNodeSession), network, ["features"]);
  try {
    return await runner.predict(readWeights(network.model), windows);
  } finally {
    await runner.release();
  }
}

const few = { "random-forest": { trees: 10 } } as Readonly<Record<string, object>>;
const fitted = (name: string, task: FittedTask) =>
  Object.values(classicTeachers)
    .find((entry) => entry.name === name)!
    .fit(task, few[name] ?? {});

describe.each(Object.values(baselines) as unknown as readonly Baseline[])("$name", (baseline) => {
  const standardised = normalizeWindows(raw, normalization);
  const held = normalizeWindows(others, normalization);

  test("answers as the baseline does, on features of windows in physical units", async () => {
    const network = await fitted(baseline.name, taskOn(standardised));
    const options = few[baseline.name] ?? {};
    const random = new Random(1);
    const own = fitBaseline(baseline, raw, undefined, { inputs: ["acc"], options, random });
    const { features } = examplesOf(others, ["acc"]);
    const answer = await logitsOf(network, held);
    const expected = own.model.predict(features).map((z) => z * own.sharpness);
    const { data } = answer.logits!;
    const far = expected.filter((z, i) => Math.abs(z - data[i]!) > 0.02 * (1 + Math.abs(z)));
    expect(far.length).toBeLessThan(expected.length / 50); // rounding may turn a threshold of a forest
    expectClose(answer.features!.data as Float32Array, features, { absolute: 2e-3 });
  });

  test("is known by what it learnt", async () => {
    const first = await fitted(baseline.name, taskOn(standardised));
    const again = await fitted(baseline.name, taskOn(standardised));
    const [few, many] = [shakes(["a", "b"], 3), shakes(["a", "b"], 4)];
    const elsewhere = await fitted(baseline.name, taskOn(normalizeWindows(few, normalization)));
    const other = await fitted(baseline.name, taskOn(normalizeWindows(many, normalization)));
    expect(first.pretrained).toMatch(/^[0-9a-f]{64}$/);
    expect(again.pretrained).toBe(first.pretrained);
    expect(new Set([first, elsewhere, other].map(({ pretrained }) => pretrained)).size).toBe(3);
  });

  test("has no weights that training could move", async () => {
    const { model, taps } = await fitted(baseline.name, taskOn(standardised));
    expect(model.trainableWeights).toEqual([]);
    expect(taps).toEqual(["features"]);
  });
});
