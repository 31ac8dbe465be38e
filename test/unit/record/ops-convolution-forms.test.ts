/** Which form a convolution is recorded in. That each computes the right thing: test/differential/convolutions. */
import {
  avgPool,
  conv1d,
  conv2d,
  conv2dTranspose,
  depthwiseConv2d,
  grads,
  setBackend,
  sum,
  type Tensor,
  type Tensor3D,
  type Tensor4D,
} from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { sizeOf } from "#core/signal";
import type { Graph } from "#graph/graph";
import { planOf } from "#record/ops/banded";
import type { Sliding } from "#record/ops/sliding";
import { quietTf } from "#record/quiet";
import { type RecordOptions, record } from "#record/record";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

type Run = (...xs: Tensor[]) => Tensor;

function graphOf(
  run: Run,
  shapes: readonly (readonly number[])[],
  purpose: RecordOptions["purpose"] = "training",
): Graph {
  return record({ name: "form", ...(purpose && { purpose }) }, (recorder) => {
    recorder.output("y", run(...shapes.map((shape, i) => recorder.input(`x${i}`, shape))));
  });
}

const opsOf = (graph: Graph) => graph.nodes.map(({ op }) => op).sort();

const gradient =
  (run: Run, i: number): Run =>
  (...xs) =>
    grads((...ys: Tensor[]) => sum(run(...ys)))(xs)[i]!;

const conv: Run = (x, w) => conv2d(x as Tensor4D, w as Tensor4D, 1, "same");
const depthwise: Run = (x, w) => depthwiseConv2d(x as Tensor4D, w as Tensor4D, 1, "same");

test("inference keeps ONNX's own convolutions and poolings", () => {
  const filter = [3, 3, 4, 4];
  const back: Run = (x, w) =>
    conv2dTranspose(x as Tensor4D, w as Tensor4D, [1, 12, 12, 4], 2, "same");
  const pooled: Run = (x) => avgPool(x as Tensor4D, 2, 2, "valid");
  expect(opsOf(graphOf(conv, [[1, 6, 6, 4], filter], "inference"))).toContain("Conv");
  expect(opsOf(graphOf(back, [[1, 6, 6, 4], filter], "inference"))).toContain("ConvTranspose");
  expect(opsOf(graphOf(pooled, [[1, 6, 6, 4]], "inference"))).toContain("AveragePool");
});

describe("training copies nothing", () => {
  const matrices = ["MatMul", "Reshape", "Reshape", "Reshape"];

  test("for one tap", () => {
    const run: Run = (x, w) => conv1d(x as Tensor3D, w as Tensor3D, 1, "same");
    expect(
      opsOf(
        graphOf(run, [
          [2, 8, 16],
          [1, 16, 32],
        ]),
      ),
    ).toEqual(matrices);
  });

  test("for windows that do not overlap", () => {
    const run: Run = (x, w) => conv1d(x as Tensor3D, w as Tensor3D, 4, "valid");
    expect(
      opsOf(
        graphOf(run, [
          [2, 8, 16],
          [4, 16, 32],
        ]),
      ),
    ).toEqual(matrices);
  });

  test("for a kernel as high as the input, but for one transpose", () => {
    const run: Run = (x, w) => conv2d(x as Tensor4D, w as Tensor4D, 1, "valid");
    const graph = graphOf(run, [
      [2, 5, 8, 16],
      [5, 1, 16, 32],
    ]);
    expect(opsOf(graph).filter((op) => !["MatMul", "Reshape"].includes(op))).toEqual([
      "Transpose", // of x
      "Transpose", // of the filter
    ]);
  });
});

const electrodes = [4, 22, 562, 1];
const temporal = [1, 64, 1, 8];

test.each([
  ["forward", conv, 1.2],
  ["the filter's gradient", gradient(conv, 1), 1.2],
])("64 taps on one channel are not unfolded: %s", (_, run, factor) => {
  const graph = graphOf(run, [electrodes, temporal]);
  const largest = Math.max(
    ...graph.nodes.flatMap(({ outputs }) => outputs.map((y) => sizeOf(y.shape as number[]))),
  );
  const output = sizeOf(electrodes) * 8;
  expect(largest).toBeLessThan(factor * output);
});

const sliding = (taps: number, length: number): Sliding => ({
  length,
  taps,
  stride: 1,
  dilation: 1,
  before: (taps - 1) >> 1,
  steps: length,
});

test("blocks grow with taps and shrink with filters", () => {
  const outputs = (taps: number, inputs: number, filters: number) =>
    planOf("forward", sliding(taps, 128), { lines: 64, inputs, filters }).outputs;
  expect(outputs(1, 64, 64)).toBe(1);
  expect(outputs(3, 64, 64)).toBe(1);
  expect(outputs(5, 9, 16)).toBeGreaterThan(1);
  expect(outputs(64, 1, 8)).toBeGreaterThan(outputs(5, 9, 16));
});

test("a dilated kernel reads its taps alone", () => {
  const sizes = { lines: 64, inputs: 64, filters: 64 };
  const plan = planOf("forward", { ...sliding(3, 128), dilation: 8, before: 8 }, sizes);
  expect(plan.window.length * plan.chunk).toBe(3);
});

describe("depthwise convolution", () => {
  const image = (channels: number) => [
    [2, 1, 32, channels],
    [1, 5, channels, 1],
  ];

  test.each([0, 1])("of few channels is a matrix product, gradient %i too", (i) => {
    for (const run of [depthwise, gradient(depthwise, i)]) {
      const ops = opsOf(graphOf(run, image(16)));
      expect(ops.some((op) => op === "MatMul" || op === "Gemm")).toBe(true);
      expect(ops).not.toContain("Conv");
    }
  });

  test("of many channels is grouped, forward and back", () => {
    for (const run of [depthwise, gradient(depthwise, 0)]) {
      const graph = graphOf(run, image(128));
      expect(graph.nodesOf("Conv").map(({ attributes }) => attributes.group)).toEqual([128]);
    }
    expect(opsOf(graphOf(gradient(depthwise, 1), image(128)))).not.toContain("Conv");
  });
});
