import {
  concat,
  matMul,
  setBackend,
  slice,
  softmax,
  type Tensor,
  type Tensor2D,
  tensor,
} from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { MultiHeadAttention } from "#record/layers/multi-head-attention";
import { PositionalEncoding } from "#record/layers/positional-encoding";
import { quietTf } from "#record/quiet";
import { expectClose, randomTensor } from "#test/support/tensors";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

const config = { heads: 2, headSize: 3, seed: 4 };

/** One sample, head by head, as the paper writes it. */
function byHand(layer: MultiHeadAttention, query: Tensor2D, memory: Tensor2D): Tensor {
  const [wq, bq, wk, bk, wv, bv, wo, bo] = layer.weights.map((weight) =>
    weight.read(),
  ) as Tensor2D[];
  const heads = [0, 1].map((head) => {
    const part = (x: Tensor2D, w: Tensor2D, b: Tensor2D) =>
      slice(matMul(x, w).add(b), [0, 3 * head], [-1, 3]) as Tensor2D;
    const scores = matMul(part(query, wq!, bq!), part(memory, wk!, bk!), false, true);
    return matMul(softmax(scores.div(Math.sqrt(3))), part(memory, wv!, bv!));
  });
  return matMul(concat(heads, 1) as Tensor2D, wo!).add(bo!);
}

test("self-attention is the formula of the paper", () => {
  const layer = new MultiHeadAttention(config);
  const x = randomTensor([1, 5, 4], 1);
  const y = layer.apply(x) as Tensor;
  const rows = x.reshape([5, 4]) as Tensor2D;
  expectClose(y.dataSync(), byHand(layer, rows, rows).dataSync());
});

test("cross-attention takes keys and values from the memory", () => {
  const layer = new MultiHeadAttention(config);
  const [query, memory] = [randomTensor([1, 5, 4], 1), randomTensor([1, 7, 2], 2)];
  const y = layer.apply([query, memory]) as Tensor;
  const expected = byHand(layer, query.reshape([5, 4]), memory.reshape([7, 2]));
  expectClose(y.dataSync(), expected.dataSync());
});

test("relative positions: a bias far back makes every step copy an early one", () => {
  const layer = new MultiHeadAttention({ ...config, relativePositions: 1 });
  const x = randomTensor([1, 3, 4], 1);
  layer.apply(x);
  layer.weights.at(-1)!.write(
    tensor([
      [50, 50],
      [0, 0],
      [-50, -50],
    ]),
  ); // distances ≤ −1, 0, ≥ 1
  const y = layer.apply(x) as Tensor;
  const first = x.slice([0, 0, 0], [1, 1, 4]);
  const ofFirst = layer.apply(first) as Tensor; // one step sees itself alone
  expectClose(y.slice([0, 1, 0], [1, 1, 4]).dataSync(), ofFirst.dataSync());
});

test("the same seed gives the same weights, each its own", () => {
  const values = () => {
    const layer = new MultiHeadAttention(config);
    layer.apply(randomTensor([1, 5, 4], 1));
    return layer.getWeights().map((weight) => [...weight.dataSync()]);
  };
  expect(values()).toEqual(values());
  const [query, , key] = values();
  expect(query).not.toEqual(key);
});

test("positions are sines and cosines of falling frequency", () => {
  const y = new PositionalEncoding({}).apply(tensor(new Float32Array(8), [1, 2, 4])) as Tensor;
  const slow = 1 / 100;
  expectClose(y.dataSync(), [0, 1, 0, 1, Math.sin(1), Math.cos(1), Math.sin(slow), Math.cos(slow)]);
});
