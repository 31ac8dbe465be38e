/** The convolutions that tf.js lacks, held against those it has. */
import {
  conv1d,
  reshape,
  separableConv2d,
  setBackend,
  slice,
  type Tensor,
  type Tensor3D,
  type Tensor4D,
} from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { DepthwiseConv1D } from "#record/layers/depthwise-conv1d";
import { GroupedConv1D } from "#record/layers/grouped-conv1d";
import { SeparableConv1D } from "#record/layers/separable-conv1d";
import { quietTf } from "#record/quiet";
import { expectClose, randomTensor } from "#test/support/tensors";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

const x = () => randomTensor([2, 9, 4], 1) as Tensor3D;

test("grouped: each group is a convolution of its own channels", () => {
  const layer = new GroupedConv1D({
    filters: 6,
    groups: 2,
    kernelSize: 3,
    useBias: false,
    seed: 1,
  });
  const y = layer.apply(x()) as Tensor;
  const kernel = layer.weights[0]!.read() as Tensor3D; // [3, 2, 6]
  for (const group of [0, 1]) {
    const alone = conv1d(
      slice(x(), [0, 0, 2 * group], [2, 9, 2]),
      slice(kernel, [0, 0, 3 * group], [3, 2, 3]),
      1,
      "same",
    );
    expectClose(slice(y, [0, 0, 3 * group], [2, 9, 3]).dataSync(), alone.dataSync());
  }
});

test("groups that do not divide are refused", () => {
  const layer = new GroupedConv1D({ name: "g", filters: 6, groups: 3, kernelSize: 3, seed: 1 });
  expect(() => layer.apply(x())).toThrow("g: expected groups that divide channels and filters");
});

test("separable: that of tf.js on one row", () => {
  const layer = new SeparableConv1D({ filters: 3, kernelSize: 3, depthMultiplier: 2, seed: 1 });
  const y = layer.apply(x()) as Tensor;
  const [depthwise, pointwise] = layer.weights.map((weight) => weight.read());
  const rows = reshape(x(), [2, 1, 9, 4]) as Tensor4D;
  const same = separableConv2d(
    rows,
    depthwise as Tensor4D,
    reshape(pointwise!, [1, 1, 8, 3]) as Tensor4D,
    1,
    "same",
  );
  expectClose(y.dataSync(), same.dataSync());
});

describe.each(["same", "valid", "causal"] as const)("%s", (padding) => {
  test.each([
    { strides: 1, dilation: 1 },
    { strides: 2, dilation: 1 },
    { strides: 1, dilation: 2 },
  ])("says the shape that comes out: %j", (config) => {
    const layer = new DepthwiseConv1D({ kernelSize: 3, padding, ...config });
    const y = layer.apply(x()) as Tensor;
    expect(layer.computeOutputShape([2, 9, 4])).toEqual(y.shape);
  });
});

test("causal: a step depends on none after it", () => {
  const layer = new DepthwiseConv1D({ kernelSize: 3, padding: "causal", dilation: 2 });
  const whole = layer.apply(x()) as Tensor;
  const start = layer.apply(slice(x(), [0, 0, 0], [2, 5, 4])) as Tensor;
  expectClose(slice(whole, [0, 0, 0], [2, 5, 4]).dataSync(), start.dataSync());
});
