import { grads, mul, setBackend, sum, type Tensor, tensor, tidy } from "@tensorflow/tfjs";
import { beforeAll, describe, test } from "vitest";
import { sizeOf } from "#core/signal";
import { type Normalization, normalize } from "#record/layers/normalize";
import { quietTf } from "#record/quiet";
import { expectClose, finiteDifferences, randomArray, randomTensor } from "#test/support/tensors";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

const shape = [3, 4, 2];
const cases: readonly [string, readonly number[], readonly number[] | undefined][] = [
  ["batch: one scale for each channel", [0, 1], [2]],
  ["instance: the same for each sample", [1], [2]],
  ["layer: scales differ inside", [2], [2]],
  ["time and channel, scales differ inside", [1, 2], [4, 2]],
  ["a middle axis, scale along it", [0, 2], [1, 4, 1]],
  ["without scale and shift", [0, 1], undefined],
];

describe.each(cases)("%s", (_, axes, affine) => {
  const shapes = [shape, ...(affine ? [affine, affine] : [])];
  const values = shapes.map((s, i) => randomArray(sizeOf(s), 3 + i));
  const weights = randomTensor(shape, 9);
  const loss = ([x, gamma, beta]: readonly Tensor[]) =>
    sum(mul(normalize(x!, { axes, epsilon: 1e-3, gamma, beta } satisfies Normalization), weights));
  const tensors = (data: readonly Float32Array[]) => data.map((v, i) => tensor(v, [...shapes[i]!]));

  test("the closed-form gradient is that of finite differences", () => {
    const gradients = grads((...xs: Tensor[]) => loss(xs))(tensors(values));
    for (const [i, gradient] of gradients.entries()) {
      const numeric = finiteDifferences(
        (v) => tidy(() => loss(tensors(values.map((w, j) => (j === i ? v : w)))).dataSync()[0]!),
        values[i]!,
        3e-3,
      );
      expectClose(gradient.dataSync(), numeric, { absolute: 2e-2, relative: 2e-2 });
    }
  });
});

test("values that share a mean have mean 0 and variance 1", () => {
  const y = normalize(randomTensor([2, 50, 3], 1), { axes: [1], epsilon: 1e-6 });
  expectClose(y.mean(1).dataSync(), new Array(6).fill(0));
  expectClose(y.square().mean(1).dataSync(), new Array(6).fill(1), { absolute: 1e-4 });
});

test("the statistics are shown as they are", () => {
  const x = randomTensor([4, 3], 1);
  const seen: number[][] = [];
  normalize(x, {
    axes: [0],
    epsilon: 1e-3,
    observe: (...statistics) => seen.push(...statistics.map((t) => [...t.dataSync()])),
  });
  expectClose(seen[0]!, x.mean(0).dataSync());
  expectClose(seen[1]!, x.sub(x.mean(0)).square().mean(0).dataSync());
});
