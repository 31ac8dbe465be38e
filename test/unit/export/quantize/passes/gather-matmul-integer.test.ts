import fc from "fast-check";
import { expect, test } from "vitest";
import { Random } from "#core/random";
import { gatherMatmulInteger } from "#export/quantize/passes/gather-matmul-integer";
import { contrib } from "#export/quantize/passes/quantized";
import { Graph } from "#graph/graph";
import { runPasses } from "#graph/pass";
import { decodeModel, encodeModel } from "#graph/protobuf";
import { runGraph } from "#test/support/run-graph";

interface Shape {
  readonly steps: number;
  readonly channels: number;
  readonly filters: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly pads: readonly [number, number];
  readonly perFilter: boolean;
  readonly bias: boolean;
  readonly seed: number;
}

const shapes: fc.Arbitrary<Shape> = fc
  .record({
    steps: fc.integer({ min: 9, max: 20 }),
    channels: fc.integer({ min: 1, max: 6 }),
    filters: fc.integer({ min: 1, max: 20 }),
    kernel: fc.integer({ min: 1, max: 5 }),
    stride: fc.integer({ min: 1, max: 3 }),
    dilation: fc.integer({ min: 1, max: 2 }),
    pads: fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 })),
    perFilter: fc.boolean(),
    bias: fc.boolean(),
    seed: fc.nat(),
  })
  .filter(({ steps, kernel, dilation }) => (kernel - 1) * dilation < steps);

/** x [batch, steps, channels] ─ QLinearConv ─ y, of numbers that fill a byte. */
function convolution(it: Shape): Graph {
  const { steps, channels, filters, kernel, stride, dilation, pads, perFilter, bias } = it;
  const random = new Random(it.seed);
  const graph = new Graph("convolution");
  const ints = (length: number, most: number) =>
    Array.from({ length }, () => Math.round(random.between(-most, most)));
  const scale = (value: number) => graph.constant(Float32Array.of(value), []);
  const zero = (value: number) => graph.constant(Uint8Array.of(value), [], "uint8");
  const weights = Int8Array.from(ints(filters * channels * kernel, 127));
  const scales = Float32Array.from({ length: perFilter ? filters : 1 }, () =>
    random.between(0.001, 0.002),
  );
  const inputs = [
    ...[
      graph.input("x", "uint8", ["batch", steps, channels]),
      scale(0.02),
      zero(random.integer(9)),
    ],
    graph.constant(weights, [filters, channels, kernel], "int8"),
    graph.constant(scales, perFilter ? [filters] : []),
    ...[graph.constant(new Int8Array(1), [], "int8"), scale(0.03), zero(random.integer(99))],
    ...(bias ? [graph.constant(Int32Array.from(ints(filters, 9999)), [filters], "int32")] : []),
  ];
  const to = Math.floor((steps + pads[0] + pads[1] - (kernel - 1) * dilation - 1) / stride) + 1;
  const attributes = { channels_last: 1, pads, strides: [stride], dilations: [dilation] };
  const options = { attributes, domain: contrib, dtype: "uint8" } as const;
  graph.output("y", graph.add("QLinearConv", inputs, ["batch", to, filters], options));
  return graph;
}

async function answersOf(graph: Graph, { steps, channels, seed }: Shape) {
  const random = new Random(seed).fork("windows");
  const data = Uint8Array.from({ length: 2 * steps * channels }, () => random.integer(256));
  const feeds = { x: { dtype: "uint8", shape: [2, steps, channels], data } } as const;
  const { y } = await runGraph(decodeModel(encodeModel(graph, { valueInfo: true })), feeds);
  return [...(y!.data as Uint8Array)];
}

test("a product of gathered steps answers like the convolution, but for ties of rounding", async () => {
  await fc.assert(
    fc.asyncProperty(shapes, async (shape) => {
      const graph = convolution(shape);
      const before = await answersOf(graph, shape);
      expect(runPasses(graph, [gatherMatmulInteger])[0]!.rewrites).toBe(1);
      expect(graph.nodesOf("QLinearConv", contrib)).toEqual([]);
      const after = await answersOf(graph, shape);
      expect(after.length).toBe(before.length);
      const apart = after.map((value, i) => Math.abs(value - before[i]!));
      expect(Math.max(...apart)).toBeLessThanOrEqual(1);
      expect(apart.filter((difference) => difference > 0).length).toBeLessThan(
        2 + after.length / 50,
      );
    }),
    { numRuns: 60 },
  );
});

const small: Shape = {
  ...{ steps: 9, channels: 3, filters: 4, kernel: 1, stride: 1, dilation: 1, pads: [0, 0] },
  ...{ perFilter: true, bias: true, seed: 1 },
};

test("padding that the attributes do not count is left to the convolution", () => {
  const graph = convolution({ ...small, kernel: 3 });
  const [conv] = graph.nodes;
  const { pads: _, ...rest } = conv!.attributes;
  conv!.attributes = { ...rest, auto_pad: "SAME_UPPER" };
  conv!.outputs[0]!.shape = ["batch", small.steps, small.filters];
  expect(runPasses(graph, [gatherMatmulInteger])[0]!.rewrites).toBe(0);
});

test("a filter that sees one step needs no gathering", () => {
  const graph = convolution(small);
  runPasses(graph, [gatherMatmulInteger]);
  expect(graph.nodes.map(({ op }) => op)).toEqual(["MatMulIntegerToFloat", "QuantizeLinear"]);
});
