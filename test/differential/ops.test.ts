/**
 * Every sample of every op: tf.js on its own CPU backend = the recorded graph in onnxruntime-node = the same in
 * onnxruntime-web, forward for both purposes and backward; the gradient is also that of finite differences. Then the
 * same for sizes drawn at random, and with a batch whose size is not known.
 */
import { setBackend } from "@tensorflow/tfjs";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { DrawSize, Op, OpSample } from "#record/op";
import { ops } from "#record/ops/index";
import { quietTf } from "#record/quiet";
import { createOrtNodeSession } from "#runtime/ort-node";
import { createOrtWebSession } from "#runtime/ort-web";
import {
  type Answers,
  argumentsOf,
  eagerAnswers,
  eagerLoss,
  graphAnswers,
  isDifferentiable,
  sampleGraph,
  squared,
} from "#test/support/op-roads";
import { expectClose, finiteDifferences } from "#test/support/tensors";

/** Between roads: float32 sums in another order. Per element `absolute + relative · |expected|`. */
const roads = { absolute: 1e-5, relative: 1e-4 };

/** Central differences of a float32 loss with steps of 10⁻² are good to about two digits. */
const differences = { absolute: 2e-2, relative: 2e-2 };

/** Sizes drawn per sample. */
const draws = 3;

const runtimes = [createOrtNodeSession, createOrtWebSession];

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

function expectSame(actual: Answers, expected: Answers): void {
  for (const [name, values] of Object.entries(actual)) {
    expectClose(values, expected[name]!, roads);
  }
}

/** Both graphs in both runtimes. */
async function expectAgreement(sample: OpSample): Promise<void> {
  const graphs = (["inference", "training"] as const).map((use) => sampleGraph(sample, use));
  const expected = eagerAnswers(sample);
  for (const graph of graphs) {
    expect(graph.outputs.map(({ name }) => name)).toContain("y");
    for (const create of runtimes) {
      expectSame(await graphAnswers(sample, graph, create), expected);
    }
  }
}

function expectSlopes(sample: OpSample): void {
  const values = argumentsOf(sample);
  const gradients = eagerAnswers(sample);
  for (const [i, value] of values.entries()) {
    const loss = (x: Float32Array) => eagerLoss(sample, values.with(i, x));
    expectClose(gradients[`d${i}`]!, finiteDifferences(loss, value), differences);
  }
}

async function expectAnySize(sample: OpSample): Promise<void> {
  const property = fc.asyncProperty(fc.gen(), async (draw) => {
    const size: DrawSize = (low, high) => draw(fc.integer, { min: low, max: high });
    await expectAgreement({ ...sample, ...sample.vary!(size) });
  });
  await fc.assert(property, { seed: 7, numRuns: draws, endOnFailure: true });
}

async function expectAnyBatch(sample: OpSample): Promise<void> {
  const expected = eagerAnswers(sample, squared);
  for (const purpose of ["inference", "training"] as const) {
    const graph = sampleGraph(sample, purpose, squared, sample.batch);
    expect(graph.inputs.map(({ shape }) => shape[0])).toContain("batch");
    expectSame(await graphAnswers(sample, graph, createOrtNodeSession), expected);
  }
}

describe.each(
  ops.filter(({ samples }) => samples.length > 0).map((op) => [op.kernel, op] as const),
)("%s", (_kernel, { samples }: Op) => {
  for (const sample of samples) {
    test(sample.name, () => expectAgreement(sample));
    test.runIf(isDifferentiable(sample))(`${sample.name}: slopes`, () => expectSlopes(sample));
    test.runIf(sample.vary)(`${sample.name}, any size`, () => expectAnySize(sample));
    test.runIf(sample.batch)(`${sample.name}, any batch`, () => expectAnyBatch(sample));
  }
});

test("every kernel is listed once and has a sample, or is the gradient of one that has", () => {
  const kernels = ops.map((op) => op.kernel);
  expect(new Set(kernels).size).toBe(kernels.length);
  const bare = ops.filter((op) => op.samples.length === 0).map((op) => op.kernel);
  expect(bare.every((kernel) => /Backprop|Grad$/.test(kernel))).toBe(true);
});
