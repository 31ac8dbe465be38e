/** Weights averaged over the end of a training, and running statistics that follow them. */
import {
  layers,
  mean,
  model,
  type Sequential,
  type SymbolicTensor,
  sequential,
  setBackend,
  square,
  type Tensor,
  tensor,
} from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import type { Network } from "#core/network";
import { Random } from "#core/random";
import type { BatchSource } from "#core/signal";
import { quietTf } from "#record/quiet";
import { createOrtNodeSession } from "#runtime/ort-node";
import { expectClose } from "#test/support/tensors";
import { averaged, measuredAgain, withAverage } from "#train/averaged";
import { cpuEngine } from "#train/engines/eager";
import { recordedEngine } from "#train/engines/recorded";
import { sgd } from "#train/optimizers";
import type { StepProgram } from "#train/program";
import { readWeights } from "#train/weights";
import { weightsIn } from "#train/weights-in";

quietTf();
beforeAll(async () => {
  await setBackend("cpu");
});

const engines = [
  ["eager", cpuEngine()],
  ["recorded", recordedEngine(createOrtNodeSession, { threads: 1 })],
] as const;

/** y = w x, w = 1; the loss is w² / 2, so that a step of rate ½ halves w. */
function halving(): { line: Sequential; program: StepProgram } {
  const line = sequential({
    layers: [layers.dense({ units: 1, inputShape: [1], useBias: false })],
  });
  line.setWeights([tensor([[1]])]);
  const optimizer = { entry: sgd as never, options: { momentum: 0, nesterov: false } };
  const program: StepProgram = {
    name: "halving",
    inputs: { progress: [] },
    groups: { student: { models: [line], optimizer } },
    run: ({ minimize }) =>
      minimize("student", () => ({
        loss: mean(square(line.apply(tensor([[1]])) as Tensor)).mul(0.5) as never,
      })),
  };
  return { line, program };
}

describe.each(engines)("%s", (_, engine) => {
  /** w after four steps, averaged over those from that progress on. */
  async function trained(from: number, learningRate = 0.5) {
    const { line, program } = halving();
    const definition = averaged(program, "student", from);
    const step = await engine.compileStep(definition, new Random(1));
    for (const progress of [0, 0.25, 0.5, 0.75])
      await step.run({ progress: { data: Float32Array.of(progress), shape: [] } }, learningRate);
    await step.release();
    const weights = (state: typeof step.state) => weightsIn(definition, state, line).parameters[0]!;
    return {
      last: weights(step.state),
      mean: weights(withAverage(definition, "student", step.state)),
    };
  }

  test("the mean is that of the steps from then on: ½, ¼, ⅛, 1/16", async () => {
    const both = await trained(0.5);
    expect(both.last).toBeCloseTo(1 / 16, 6);
    expect(both.mean).toBeCloseTo((1 / 8 + 1 / 16) / 2, 6);
    expect((await trained(0)).mean).toBeCloseTo(15 / 64, 6);
    expect((await trained(0.75)).mean).toBeCloseTo(1 / 16, 6);
  });

  test("of weights that do not move it is these weights", async () => {
    expect((await trained(0, 0)).mean).toBe(1);
  });

  test("statistics are measured again on the batches, weights stay", async () => {
    const network = normalised();
    const before = readWeights(network.model);
    const found = await measuredAgain(engine, network, batches, new Random(1));
    expect(found.parameters).toEqual(before.parameters);
    // values 2, 4, 6, 8: mean 5, variance 5 of four, 6.67 where one divides by three
    expect(found.statistics[0]).toBeGreaterThan(4.99);
    expect(found.statistics[0]).toBeLessThan(5);
    expect(found.statistics[1]).toBeGreaterThan(4.9);
    expect(found.statistics[1]).toBeLessThan(6.7);
  });

  test("a network without statistics is as it was", async () => {
    const { line } = halving();
    const network: Network = { model: line, taps: [], inputs: [] };
    const found = await measuredAgain(engine, network, batches, new Random(1));
    expectClose(found.parameters, [1]);
  });
});

/** Batch normalisation of one channel, and a sum. */
function normalised(): Network {
  const x = layers.input({ shape: [2, 1] });
  const normal = layers.batchNormalization({ momentum: 0.9 }).apply(x);
  const features = layers.flatten().apply(normal) as SymbolicTensor;
  const logits = layers.dense({ units: 2 }).apply(features) as SymbolicTensor;
  return {
    model: model({ inputs: x, outputs: [logits, features] }),
    taps: ["features"],
    inputs: [{ modality: "acc", length: 2, channels: 1 }],
  };
}

/** One batch, again and again. */
const batches: BatchSource = {
  batchSize: 2,
  batchesPerEpoch: 1,
  batch: () => ({
    inputs: { acc: { data: Float32Array.of(2, 4, 6, 8), shape: [2, 2, 1] } },
    labels: { data: Float32Array.of(1, 0, 0, 1), shape: [2, 2] },
    sampleIds: Int32Array.of(0, 1),
  }),
};
