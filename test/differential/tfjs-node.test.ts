/** tf.js on the TensorFlow C library = tf.js on plain JavaScript = the recorded step in onnxruntime. */
import type { Tensor } from "@tensorflow/tfjs";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import type { TrainCase } from "#benchmarks/train/cases";
import { stepInputs, stepUnderTest } from "#benchmarks/train/step-under-test";
import { messageOf } from "#core/errors";
import { Random } from "#core/random";
import { quietTf } from "#record/quiet";
import { createOrtNodeSession } from "#runtime/ort-node";
import { expectClose, randomTensor } from "#test/support/tensors";
import type { Engine } from "#train/engine";
import { cpuEngine, nodeEngine } from "#train/engines/eager";
import { recordedEngine } from "#train/engines/recorded";

quietTf();
process.env.TF_CPP_MIN_LOG_LEVEL ??= "2";
const reason = await nodeEngine().then(() => undefined, messageOf);
const suffix = reason === undefined ? "" : ` (skipped: ${reason})`;

/** Shapes of the arguments, "2×9×3, 5×3×4", and what is called with them. */
type Call = readonly [shapes: string, run: (...xs: never[]) => Tensor];

const calls: Readonly<Record<string, Call>> = {
  matMul: ["5×4, 4×3", (a: Tensor, b: Tensor) => tf.matMul(a, b)],
  "conv1d, stride 2": [
    "2×9×3, 5×3×4",
    (x: tf.Tensor3D, kernel: tf.Tensor3D) => tf.conv1d(x, kernel, 2, "same"),
  ],
  conv2d: [
    "2×9×4×1, 5×2×1×3",
    (x: tf.Tensor4D, kernel: tf.Tensor4D) => tf.conv2d(x, kernel, 1, "valid"),
  ],
  depthwiseConv2d: [
    "2×1×9×3, 1×5×3×2",
    (x: tf.Tensor4D, kernel: tf.Tensor4D) => tf.depthwiseConv2d(x, kernel, 1, "same"),
  ],
  maxPool: ["2×1×8×3", (x: tf.Tensor4D) => tf.maxPool(x, [1, 2], [1, 2], "valid")],
  avgPool: ["2×1×8×3", (x: tf.Tensor4D) => tf.avgPool(x, [1, 4], [1, 4], "valid")],
  batchNorm: [
    "4×3, 3, 3, 3",
    (x: tf.Tensor2D, mean: tf.Tensor1D, offset: tf.Tensor1D, scale: tf.Tensor1D) =>
      tf.batchNorm2d(x, mean, tf.exp(mean), offset, scale),
  ],
  elu: ["3×5", (x: Tensor) => tf.elu(x)],
  softmax: ["3×5", (x: Tensor) => tf.softmax(x)],
  logSoftmax: ["3×5", (x: Tensor) => tf.logSoftmax(x)],
  variance: ["3×5×2", (x: Tensor) => tf.moments(x, [0, 1]).variance],
  gather: ["6×3", (x: Tensor) => tf.gather(x, tf.tensor1d([4, 0, 4], "int32"))],
  slice: ["3×4", (x: Tensor) => tf.slice(x, [0, 1], [3, 2])],
  concat: ["3×4, 3×2", (a: Tensor, b: Tensor) => tf.concat([a, b], 1)],
};

/** The result, then the gradient of its weighted sum in each argument. */
async function computeOn(backend: string, [shapes, run]: Call): Promise<number[][]> {
  await tf.setBackend(backend);
  return tf.tidy(() => {
    const sizes = shapes.split(", ").map((shape) => shape.split("×").map(Number));
    const xs = sizes.map((shape, i) => randomTensor(shape, 31 + i));
    const f = run as (...args: Tensor[]) => Tensor;
    const y = f(...xs);
    const weights = randomTensor(y.shape, 5);
    const slopes = tf.grads((...args: Tensor[]) => tf.sum(tf.mul(f(...args), weights)))(xs);
    return [y, ...slopes].map((x) => [...x.dataSync()]);
  });
}

async function train(engine: Engine, trainCase: TrainCase, steps: number) {
  const step = await engine.compileStep(stepUnderTest(trainCase), new Random(3));
  const losses: number[] = [];
  for (let i = 0; i < steps; i++) {
    losses.push((await step.run(stepInputs(trainCase, i), 1e-3)).loss!);
  }
  const { arrays } = step.state;
  await step.release();
  return { losses, statistics: arrays.statistics! };
}

describe.skipIf(reason)(`tfjs-node${suffix}`, () => {
  beforeAll(async () => {
    await tf.setBackend("cpu");
  });

  test("runs on TensorFlow", async () => {
    await tf.setBackend("tensorflow");
    expect(tf.findBackend("tensorflow").constructor.name).toBe("NodeJSKernelBackend");
  });

  test.each(Object.entries(calls))("%s and its gradients as on plain tf.js", async (_, call) => {
    const node = await computeOn("tensorflow", call);
    const plain = await computeOn("cpu", call);
    for (const [i, values] of plain.entries()) expectClose(node[i]!, values);
  });

  test.each([
    { name: "student", network: "student", batch: 4, target: "logits" },
    { name: "student+teacher", network: "student", batch: 2, target: "teacher" },
    { name: "ds-cnn1d", network: "ds-cnn1d", batch: 4, target: "labels" },
    { name: "eegnet", network: "eegnet", batch: 2, target: "labels" },
  ] as const)("$name: two steps as on plain tf.js", async (trainCase) => {
    const node = await train(await nodeEngine(), trainCase, 2);
    const plain = await train(cpuEngine(), trainCase, 2);
    expectClose(node.losses, plain.losses, { absolute: 1e-4, relative: 1e-3 });
    expectClose(node.statistics, plain.statistics, { absolute: 1e-3, relative: 1e-2 });
    expect(node.losses[1]).not.toBeCloseTo(node.losses[0]!, 4);
  });

  test("twenty steps of distillation as recorded, in onnxruntime", async () => {
    const trainCase = { name: "kd", network: "student", batch: 32, target: "teacher" } as const;
    const node = await train(await nodeEngine(), trainCase, 20);
    const recorded = await train(recordedEngine(createOrtNodeSession), trainCase, 20);
    expectClose(node.losses, recorded.losses, { absolute: 1e-4, relative: 2e-3 });
    expectClose(node.statistics, recorded.statistics, { absolute: 1e-3, relative: 1e-2 });
  });
});
