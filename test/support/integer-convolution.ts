/** @file Integer convolutions over time with channels last, of numbers that fill a byte. */
import fc from "fast-check";
import { expect } from "vitest";
import { Random } from "#core/random";
import { contrib } from "#export/quantize/passes/quantized";
import { Graph, type Value } from "#graph/graph";
import { type Pass, runPasses } from "#graph/pass";
import { decodeModel, encodeModel } from "#graph/protobuf";
import { runGraph } from "./run-graph.ts";

export interface IntegerConvolution {
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

export const integerConvolutions: fc.Arbitrary<IntegerConvolution> = fc
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

/** x [batch, steps, channels] ─ QLinearConv ─ y; before `behind`, where there is something. */
export function integerConvolution(
  it: IntegerConvolution,
  behind: (graph: Graph, y: Value) => Value = (_, y) => y,
): Graph {
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
  const y = graph.add("QLinearConv", inputs, ["batch", to, filters], options);
  graph.output("y", behind(graph, y));
  return graph;
}

/** Of two windows. */
async function integerAnswers(
  graph: Graph,
  { steps, channels, seed }: IntegerConvolution,
): Promise<number[]> {
  const random = new Random(seed).fork("windows");
  const data = Uint8Array.from({ length: 2 * steps * channels }, () => random.integer(256));
  const feeds = { x: { dtype: "uint8", shape: [2, steps, channels], data } } as const;
  const { y } = await runGraph(decodeModel(encodeModel(graph, { valueInfo: true })), feeds);
  return [...(y!.data as Uint8Array)];
}

/** The same before and after passes that each rewrite one place; what nothing reads any more is gone from the graph. */
export async function answersAround(
  graph: Graph,
  conv: IntegerConvolution,
  passes: readonly Pass[],
): Promise<{ readonly before: readonly number[]; readonly after: readonly number[] }> {
  const before = await integerAnswers(graph, conv);
  expect(runPasses(graph, passes).map(({ rewrites }) => rewrites)).toEqual(passes.map(() => 1));
  graph.prune();
  return { before, after: await integerAnswers(graph, conv) };
}

/** How many answers differ by one step, as ties of rounding may; fails where some differ by more. */
export function ties(before: readonly number[], after: readonly number[]): number {
  const apart = after.map((value, i) => Math.abs(value - before[i]!));
  if (after.length !== before.length || Math.max(...apart) > 1)
    throw new Error(
      `${after.length} answers for ${before.length}, up to ${Math.max(...apart)} apart`,
    );
  return apart.filter((difference) => difference > 0).length;
}
