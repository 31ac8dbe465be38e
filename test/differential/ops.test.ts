/** tf.js on its own CPU backend = the recorded graph in onnxruntime-node = finite differences. */
import { cast, grads, mul, setBackend, sum, type Tensor, tensor, tidy } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { Random } from "#core/random";
import { sizeOf } from "#core/signal";
import type { OpSample } from "#record/op";
import { ops } from "#record/ops/index";
import { quietTf } from "#record/quiet";
import { record } from "#record/record";
import { runGraph } from "#test/support/run-graph";
import { expectClose, finiteDifferences, randomArray } from "#test/support/tensors";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

const cases = ops.flatMap((op) =>
  op.samples.map((sample) => ({ kernel: op.kernel, name: sample.name, sample })),
);

/** Evenly spaced values in random order: no two are close, so finite differences meet no kink. */
function argumentsOf({ shapes, range = [-2, 2] }: OpSample): Float32Array[] {
  return shapes.map((shape, i) => {
    const order = new Random(21 + i).permutation(sizeOf(shape));
    const [low, high] = range;
    return Float32Array.from(
      order,
      (p) => low + ((high - low) * (p + 0.3 + 0.17 * i)) / order.length,
    );
  });
}

const names = (count: number) => Array.from({ length: count }, (_, i) => `x${i}`);

function feeds(sample: OpSample, values: readonly Float32Array[]) {
  return Object.fromEntries(values.map((data, i) => [`x${i}`, { data, shape: sample.shapes[i]! }]));
}

/** A scalar that weighs every output differently. */
function weighted(y: Tensor): Tensor {
  const size = sizeOf(y.shape);
  const weights = tensor(randomArray(size, 5), y.shape);
  return sum(mul(cast(y, "float32"), weights));
}

function eagerLoss(sample: OpSample, values: readonly Float32Array[]): number {
  return tidy(
    () =>
      weighted(
        sample.run(...values.map((v, i) => tensor(v, [...sample.shapes[i]!]))),
      ).dataSync()[0]!,
  );
}

describe.each(["inference", "training"] as const)("%s", (purpose) => {
  test.each(cases)("$kernel $name", async ({ sample }) => {
    const values = argumentsOf(sample);
    const expected = tidy(() =>
      cast(
        sample.run(...values.map((v, i) => tensor(v, [...sample.shapes[i]!]))),
        "float32",
      ).dataSync(),
    );
    const graph = record({ name: "op", purpose }, (recorder) => {
      const inputs = names(values.length).map((name, i) => recorder.input(name, sample.shapes[i]!));
      recorder.output("y", cast(sample.run(...inputs), "float32"));
    });
    const { y } = await runGraph(graph, feeds(sample, values));
    expectClose(y!.data as Float32Array, expected);
  });
});

describe("gradient", () => {
  test.each(cases.filter(({ sample }) => sample.differentiable !== false))(
    "$kernel $name",
    async ({ sample }) => {
      const values = argumentsOf(sample);
      const graph = record({ name: "gradient", purpose: "training" }, (recorder) => {
        const inputs = names(values.length).map((name, i) =>
          recorder.input(name, sample.shapes[i]!),
        );
        const gradients = grads((...xs: Tensor[]) => weighted(sample.run(...xs)))(inputs);
        for (const [i, gradient] of gradients.entries()) recorder.output(`d${i}`, gradient);
      });
      const recorded = await runGraph(graph, feeds(sample, values));
      for (const [i, value] of values.entries()) {
        const eager = tidy(() =>
          grads((...xs: Tensor[]) => weighted(sample.run(...xs)))(
            values.map((v, j) => tensor(v, [...sample.shapes[j]!])),
          )[i]!.dataSync(),
        );
        const numeric = finiteDifferences(
          (x) =>
            eagerLoss(
              sample,
              values.map((v, j) => (j === i ? x : v)),
            ),
          value,
        );
        expectClose(recorded[`d${i}`]!.data as Float32Array, eager);
        expectClose(eager, numeric, { absolute: 2e-2, relative: 2e-2 });
      }
    },
  );
});

test("every kernel is listed once and has a sample, or is the gradient of one that has", () => {
  const kernels = ops.map((op) => op.kernel);
  expect(new Set(kernels).size).toBe(kernels.length);
  const bare = ops.filter((op) => op.samples.length === 0).map((op) => op.kernel);
  expect(bare.every((kernel) => /Backprop|Grad$/.test(kernel))).toBe(true);
});
