/** Convolutions and poolings of drawn geometries: the recorded graph = tf.js on its own CPU backend, to the second gradient. */
import {
  avgPool,
  conv2d,
  conv2dTranspose,
  depthwiseConv2d,
  grads,
  input,
  layers,
  maxPool,
  model,
  mul,
  pool,
  type Scalar,
  type SymbolicTensor,
  setBackend,
  square,
  sum,
  type Tensor,
  type Tensor4D,
  tensor,
  tidy,
  variableGrads,
} from "@tensorflow/tfjs";
import { assert, asyncProperty, constantFrom, record as drawn, integer } from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { Random } from "#core/random";
import { sizeOf } from "#core/signal";
import { quietTf } from "#record/quiet";
import { record } from "#record/record";
import { runGraph } from "#test/support/run-graph";
import { expectClose, finiteDifferences, randomArray } from "#test/support/tensors";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

type Shape4 = [number, number, number, number];
type Run = (...xs: Tensor[]) => Tensor;

/** Sums of up to some hundred float32 products, added in another order. */
const close = { absolute: 2e-5, relative: 1e-4 };

/** Distinct values, so that maxima and their places are certain. */
function values(shape: readonly number[], seed: number): Float32Array {
  const order = new Random(seed).permutation(sizeOf(shape));
  return Float32Array.from(order, (p) => (2 * (p + 0.5)) / order.length - 1);
}

/** A scalar that weighs every output differently. */
function weighted(y: Tensor): Tensor {
  return sum(mul(y, tensor(randomArray(sizeOf(y.shape), 5), y.shape)));
}

function gradientOf(run: Run): (xs: Tensor[]) => Tensor[] {
  return grads((...xs: Tensor[]) => weighted(run(...xs)));
}

/** Forward for both purposes, and the gradient for each argument. */
async function expectSame(run: Run, shapes: readonly (readonly number[])[]): Promise<void> {
  const data = shapes.map((shape, i) => values(shape, i + 1));
  const eager = data.map((d, i) => tensor(d, [...shapes[i]!]));
  const expected = [run(...eager), run(...eager), ...gradientOf(run)(eager)];
  const feeds = Object.fromEntries(data.map((d, i) => [`x${i}`, { data: d, shape: shapes[i]! }]));
  const inference = record({ name: "forward" }, (recorder) => {
    recorder.output("y0", run(...shapes.map((shape, i) => recorder.input(`x${i}`, shape))));
  });
  const training = record({ name: "both", purpose: "training" }, (recorder) => {
    const xs = shapes.map((shape, i) => recorder.input(`x${i}`, shape));
    recorder.output("y1", run(...xs));
    for (const [i, dx] of gradientOf(run)(xs).entries()) recorder.output(`y${i + 2}`, dx);
  });
  const results = { ...(await runGraph(inference, feeds)), ...(await runGraph(training, feeds)) };
  for (const [i, y] of expected.entries()) {
    expect(results[`y${i}`]!.shape).toEqual(y.shape);
    expectClose(results[`y${i}`]!.data as Float32Array, y.dataSync(), close);
  }
}

const axis = drawn({
  taps: integer({ min: 1, max: 5 }),
  stride: integer({ min: 1, max: 4 }),
  dilation: integer({ min: 1, max: 3 }),
  more: integer({ min: 0, max: 9 }),
  before: integer({ min: 0, max: 3 }),
  behind: integer({ min: 0, max: 3 }),
});

const geometry = drawn({
  height: axis,
  width: axis,
  batch: integer({ min: 1, max: 2 }),
  channels: integer({ min: 1, max: 3 }),
  filters: integer({ min: 1, max: 3 }),
  padding: constantFrom("same", "valid", "explicit"),
  dilated: constantFrom(true, false),
});

type Drawn = typeof geometry extends { generate(...args: never[]): { value: infer T } } ? T : never;

/** tf.js wants all strides or all dilations to be 1. */
function settings({ height, width, padding, dilated }: Drawn) {
  const axes = [height, width];
  const explicit = [[0, 0], ...axes.map(({ before, behind }) => [before, behind]), [0, 0]];
  return {
    strides: (dilated ? [1, 1] : axes.map(({ stride }) => stride)) as [number, number],
    dilations: (dilated ? axes.map(({ dilation }) => dilation) : [1, 1]) as [number, number],
    pad: (padding === "explicit" ? explicit : padding) as "same",
    lengths: axes.map(
      ({ taps, dilation, more }) => (taps - 1) * (dilated ? dilation : 1) + 1 + more,
    ) as [number, number],
  };
}

const runs = { numRuns: 25, seed: 7 };

test("convolution", async () => {
  const property = asyncProperty(geometry, async (shape) => {
    const { strides, dilations, pad, lengths } = settings(shape);
    const run: Run = (x, w) =>
      conv2d(x as Tensor4D, w as Tensor4D, strides, pad, "NHWC", dilations);
    const { batch, channels, filters, height, width } = shape;
    await expectSame(run, [
      [batch, ...lengths, channels],
      [height.taps, width.taps, channels, filters],
    ]);
  });
  await assert(property, runs);
});

/** 1 to 3 channels: in full; 200: grouped. */
test.each([undefined, 200])("depthwise convolution, %s channels", async (many) => {
  const property = asyncProperty(geometry, async (shape) => {
    const { strides, dilations, pad, lengths } = settings(shape);
    const run: Run = (x, w) =>
      depthwiseConv2d(x as Tensor4D, w as Tensor4D, strides, pad, "NHWC", dilations);
    const channels = many ?? shape.channels;
    const multiplier = many ? 1 + (shape.filters % 2) : shape.filters;
    await expectSame(run, [
      [shape.batch, ...lengths, channels],
      [shape.height.taps, shape.width.taps, channels, multiplier],
    ]);
  });
  await assert(property, { ...runs, numRuns: many ? 10 : 25 });
});

test("transposed convolution", async () => {
  const property = asyncProperty(geometry, async (shape) => {
    const { strides, pad, lengths } = settings({ ...shape, dilated: false });
    const { batch, channels, filters, height, width } = shape;
    const filter: Shape4 = [height.taps, width.taps, channels, filters];
    const image: Shape4 = [batch, ...lengths, channels];
    const steps = tidy(
      () =>
        conv2d(
          tensor(values(image, 1), image) as Tensor4D,
          tensor(values(filter, 2), filter) as Tensor4D,
          strides,
          pad,
        ).shape,
    );
    const run: Run = (dy, w) => conv2dTranspose(dy as Tensor4D, w as Tensor4D, image, strides, pad);
    await expectSame(run, [steps, filter]);
  });
  await assert(property, runs);
});

test.each([
  ["max", maxPool],
  ["average", avgPool],
] as const)("%s pooling", async (_, kind) => {
  const property = asyncProperty(geometry, async (shape) => {
    const { height, width, batch, channels } = shape;
    const padding = Math.min(height.before, height.taps - 1, width.taps - 1);
    const pad = shape.padding === "explicit" && height.taps === width.taps ? padding : "same";
    const { strides, lengths } = settings({ ...shape, dilated: false });
    const wanted = shape.padding === "valid" ? "valid" : pad;
    const run: Run = (x) =>
      kind(x as Tensor4D, [height.taps, width.taps], strides, wanted as "same");
    await expectSame(run, [[batch, ...lengths, channels]]);
  });
  await assert(property, runs);
});

test("the gradient of a padded average is exact, which tf.js's own is not", () => {
  const run: Run = (x) => avgPool(x as Tensor4D, [3, 2], [2, 1], "same");
  const shape = [1, 5, 4, 1];
  const [dx] = gradientOf(run)([tensor(values(shape, 1), shape)]);
  const numeric = finiteDifferences(
    (x) => weighted(run(tensor(x, shape))).dataSync()[0]!,
    values(shape, 1),
  );
  expectClose(dx!.dataSync(), numeric, { absolute: 1e-3, relative: 1e-3 });
});

describe("second gradients: of the squared first ones", () => {
  const dilated: Run = (x, w) => conv2d(x as Tensor4D, w as Tensor4D, 1, "same", "NHWC", [1, 2]);
  const cases: readonly [string, Run, readonly (readonly number[])[]][] = [
    [
      "convolution",
      (x, w) => square(conv2d(x as Tensor4D, w as Tensor4D, 2, "same")),
      [
        [1, 5, 4, 2],
        [3, 2, 2, 2],
      ],
    ],
    [
      "dilated convolution",
      (x, w) => square(dilated(x!, w!)),
      [
        [1, 1, 7, 2],
        [1, 3, 2, 2],
      ],
    ],
    [
      "depthwise convolution",
      (x, w) => square(depthwiseConv2d(x as Tensor4D, w as Tensor4D, 1, "valid")),
      [
        [1, 4, 5, 2],
        [2, 3, 2, 2],
      ],
    ],
    [
      "transposed convolution",
      (x, w) => square(conv2dTranspose(x as Tensor4D, w as Tensor4D, [1, 4, 6, 1], 2, "same")),
      [
        [1, 2, 3, 2],
        [3, 3, 1, 2],
      ],
    ],
    [
      "average pooling",
      (x) => square(avgPool(x as Tensor4D, [3, 2], [2, 2], "same")),
      [[1, 5, 4, 2]],
    ],
    ["max pooling", (x) => square(maxPool(x as Tensor4D, [3, 2], [2, 2], "same")), [[1, 5, 4, 2]]],
  ];

  test.each(cases)("%s", async (_, run, shapes) => {
    const penalty: Run = (...xs) => {
      const squares = gradientOf(run)(xs).map((dx) => sum(square(dx)));
      return squares.reduce((total, part) => total.add(part));
    };
    await expectSame(penalty, shapes);
    const data = shapes.map((shape, i) => values(shape, i + 1));
    const eager = data.map((d, i) => tensor(d, [...shapes[i]!]));
    const [first] = gradientOf(penalty)(eager);
    const numeric = finiteDifferences(
      (x) => weighted(penalty(tensor(x, [...shapes[0]!]), ...eager.slice(1))).dataSync()[0]!,
      data[0]!,
      1e-3,
    );
    const scale = Math.max(...numeric.map(Math.abs));
    expectClose(first!.dataSync(), numeric, { absolute: 5e-3 * scale, relative: 1e-2 });
  });
});

test("pooling with dilation moves space to the batch", async () => {
  for (const kind of ["avg", "max"] as const) {
    const run: Run = (x) => pool(x as Tensor4D, [2, 3], kind, "same", [2, 1]);
    await expectSame(run, [[2, 7, 6, 2]]);
  }
});

describe("layers, trained: the gradients of all their weights", () => {
  const cases: readonly [string, number[], () => layers.Layer[]][] = [
    [
      "conv2d, separableConv2d, max pooling",
      [6, 8, 3],
      () => [
        layers.conv2d({ filters: 4, kernelSize: [3, 2], padding: "same", activation: "relu" }),
        layers.separableConv2d({
          filters: 5,
          kernelSize: 3,
          depthMultiplier: 2,
          activation: "tanh",
        }),
        layers.maxPooling2d({ poolSize: [2, 3], strides: [1, 2] }),
      ],
    ],
    [
      "depthwiseConv2d, conv2dTranspose, global average",
      [6, 8, 3],
      () => [
        layers.depthwiseConv2d({ kernelSize: [1, 5], depthMultiplier: 2, padding: "same" }),
        layers.conv2dTranspose({ filters: 2, kernelSize: 3, strides: 2, padding: "same" }),
        layers.globalAveragePooling2d({}),
      ],
    ],
    [
      "conv1d with dilation, average pooling, global maximum",
      [16, 9],
      () => [
        layers.conv1d({ filters: 4, kernelSize: 3, dilationRate: 3, padding: "same" }),
        layers.averagePooling1d({ poolSize: 3, strides: 2, padding: "same" }),
        layers.globalMaxPooling1d({}),
      ],
    ],
    [
      "EEGNet: 1 × 64 over time, all electrodes, separable",
      [4, 70, 1],
      () => [
        layers.conv2d({ filters: 3, kernelSize: [1, 64], padding: "same", useBias: false }),
        layers.depthwiseConv2d({ kernelSize: [4, 1], depthMultiplier: 2, useBias: false }),
        layers.averagePooling2d({ poolSize: [1, 4] }),
        layers.separableConv2d({ filters: 6, kernelSize: [1, 16], padding: "same" }),
        layers.averagePooling2d({ poolSize: [1, 8] }),
      ],
    ],
  ];

  test.each(cases)("%s", async (_, window, stack) => {
    const source = input({ shape: window });
    const outputs = stack().reduce((y, layer) => layer.apply(y) as SymbolicTensor, source);
    const network = model({ inputs: source, outputs });
    const shape = [2, ...window];
    const data = values(shape, 1);
    const compute = (x: Tensor) =>
      variableGrads(() => weighted(square(network.apply(x) as Tensor)) as Scalar);
    const eager = compute(tensor(data, shape));
    const names = Object.keys(eager.grads);
    const graph = record({ name: "step", purpose: "training", models: [network] }, (recorder) => {
      const { value, grads: dw } = compute(recorder.input("x", shape));
      recorder.output("loss", value);
      for (const [i, name] of names.entries()) recorder.output(`d${i}`, dw[name]!);
    });
    const results = await runGraph(graph, { x: { data, shape } });
    expectClose(results.loss!.data as Float32Array, eager.value.dataSync(), close);
    for (const [i, dw] of Object.values(eager.grads).entries()) {
      const expected = dw.dataSync();
      const scale = Math.max(...expected.map(Math.abs));
      const limits = { absolute: 1e-5 * scale + 1e-6, relative: 1e-4 };
      expectClose(results[`d${i}`]!.data as Float32Array, expected, limits);
    }
  });
});

test.each(["inference", "training"] as const)("the batch may stay open (%s)", async (purpose) => {
  const graph = record({ name: "open", purpose }, (recorder) => {
    const x = recorder.input("x", [null, 5, 6, 2]);
    const w = recorder.input("w", [3, 3, 2, 2]);
    const run: Run = (a, b) => {
      const wide = conv2d(a as Tensor4D, b as Tensor4D, 2, "same");
      const deep = depthwiseConv2d(wide as Tensor4D, b as Tensor4D, 1, "same");
      return avgPool(maxPool(deep as Tensor4D, 2, 1, "same") as Tensor4D, 2, 1, "same");
    };
    recorder.output("y", run(x, w));
    const loss = (a: Tensor, b: Tensor) => sum(square(run(a, b)));
    for (const [i, d] of grads(loss)([x, w]).entries()) recorder.output(`d${i}`, d);
  });
  const w = { data: values([3, 3, 2, 2], 2), shape: [3, 3, 2, 2] };
  const one = { data: values([1, 5, 6, 2], 1), shape: [1, 5, 6, 2] };
  const twice = { data: Float32Array.from([...one.data, ...one.data]), shape: [2, 5, 6, 2] };
  const single = await runGraph(graph, { x: one, w });
  const double = await runGraph(graph, { x: twice, w });
  const repeated = (data: ArrayLike<number>) => [...Array.from(data), ...Array.from(data)];
  for (const name of ["y", "d0"]) {
    const expected = repeated(single[name]!.data as Float32Array);
    expectClose(double[name]!.data as Float32Array, expected, close);
  }
  const dw = (single.d1!.data as Float32Array).map((d) => 2 * d);
  expectClose(double.d1!.data as Float32Array, dw, { absolute: 1e-4, relative: 1e-4 });
});
