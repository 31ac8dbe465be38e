/** Constraints of tf.js's layers hold after every step, recorded and eager alike. */
import {
  constraints,
  initializers,
  input,
  layers,
  model,
  neg,
  norm,
  type Scalar,
  type SymbolicTensor,
  setBackend,
  sum,
  type Tensor,
  tensor,
} from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { Random } from "#core/random";
import { quietTf } from "#record/quiet";
import { createOrtNodeSession } from "#runtime/ort-node";
import { expectClose, randomArray } from "#test/support/tensors";
import type { Engine } from "#train/engine";
import { cpuEngine } from "#train/engines/eager";
import { recordedEngine } from "#train/engines/recorded";
import { sgd } from "#train/optimizers";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

const norms = (kernel: Tensor) => [...norm(kernel, 2, 0).dataSync()];
const cases = [
  [
    "max-norm",
    constraints.maxNorm({ maxValue: 0.7, axis: 0 }),
    (k: Tensor) => norms(k).every((n) => n < 0.7001),
  ],
  [
    "unit-norm",
    constraints.unitNorm({ axis: 0 }),
    (k: Tensor) => norms(k).every((n) => Math.abs(n - 1) < 1e-4),
  ],
  ["non-negative", constraints.nonNeg(), (k: Tensor) => k.dataSync().every((w) => w >= 0)],
  [
    "min-max-norm",
    constraints.minMaxNorm({ minValue: 0.4, maxValue: 0.6, axis: 0 }),
    (k: Tensor) => norms(k).every((n) => n > 0.3999 && n < 0.6001),
  ],
] as const;

async function trained(engine: Engine, kernelConstraint: (typeof cases)[number][1]) {
  const x = input({ shape: [3], name: "x" });
  const uniform = initializers.randomUniform({ minval: -1, maxval: 1, seed: 1 });
  const dense = layers.dense({ units: 4, kernelInitializer: uniform, kernelConstraint });
  const network = model({ inputs: x, outputs: dense.apply(x) as SymbolicTensor });
  const step = {
    name: "constrained",
    models: [network],
    inputs: { x: [5, 3] },
    loss: (inputs: Readonly<Record<string, Tensor>>) => ({
      loss: neg(sum((network.apply(inputs.x!) as Tensor).sigmoid())) as Scalar,
    }),
    optimizer: { entry: sgd, options: sgd.options },
    weightDecay: 0,
    clipNorm: undefined,
  };
  const compiled = await engine.compileStep(step, new Random(1));
  for (let i = 0; i < 5; i++) {
    await compiled.run({ x: { shape: [5, 3], data: randomArray(15, i) } }, 0.3);
  }
  const { parameters } = compiled.state.arrays;
  await compiled.release();
  return parameters!;
}

test.each(cases)("%s", async (_, constraint, holds) => {
  const [recorded, eager] = [
    await trained(recordedEngine(createOrtNodeSession), constraint),
    await trained(cpuEngine(), constraint),
  ];
  expectClose(recorded, eager);
  expect(holds(tensor(recorded.slice(0, 12), [3, 4]))).toBe(true);
});
