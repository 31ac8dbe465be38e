/** A linear map and batch normalisation in one product: what the two layers give, forwards and backwards. */
import { grads, layers, ones, setBackend, square, sum, type Tensor, tidy } from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import type { Part } from "#distill/lesson";
import { normedLinear, normedLinearParts } from "#distill/normed-linear";
import { quietTf } from "#record/quiet";
import { expectClose, randomTensor } from "#test/support/tensors";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

const [inputs, units] = [3, 5];

/** One layer after the other, with the same weights. */
function inTwoSteps(x: Tensor, weights: Tensor): Tensor {
  const norm = layers.batchNormalization({ epsilon: 1e-5 });
  return norm.apply(x.matMul(weights.expandDims(0)), { training: true }) as Tensor;
}

test("is the batch normalisation of the linear map, and so is its slope", () => {
  const made: readonly [string, Part][] = normedLinearParts("map", inputs, units, () => 7);
  const parts = Object.fromEntries(
    made.map(([name, { model }]) => [name, (x: Tensor) => model.apply(x) as Tensor]),
  );
  const weights = made[0]![1].model.getWeights()[0]!;
  tidy(() => {
    const x = randomTensor([4, 6, inputs], 1).mul(2).add(3); // far from 0
    const wanted = randomTensor([4, 6, units], 2);
    const one = (values: Tensor) => normedLinear(values, parts as never, "map");
    const two = (values: Tensor) => inTwoSteps(values, weights);
    expectClose(one(x).dataSync(), two(x).dataSync(), { absolute: 1e-4 });
    const [slope] = grads((values: Tensor) => sum(square(one(values).sub(wanted))))([x]);
    const [expected] = grads((values: Tensor) => sum(square(two(values).sub(wanted))))([x]);
    expectClose(slope!.dataSync(), expected!.dataSync(), { absolute: 1e-3 });
  });
});

test("inputs that do not vary are no reason for NaN, however large they are", () => {
  const made: readonly [string, Part][] = normedLinearParts("map", 64, 32, () => 7);
  const parts = Object.fromEntries(
    made.map(([name, { model }]) => [name, (x: Tensor) => model.apply(x) as Tensor]),
  );
  tidy(() => {
    const still = ones([300, 64]).mul(randomTensor([64], 3).mul(50));
    const [slope] = grads((x: Tensor) => sum(square(normedLinear(x, parts as never, "map"))))([
      still,
    ]);
    expect(slope!.dataSync().every(Number.isFinite)).toBe(true);
  });
});
