import { expect, test } from "vitest";
import { lowerViews } from "#export/passes/lower-views";
import { mergeViews } from "#export/passes/merge-views";
import { addView } from "#export/passes/view";
import { alignChannels } from "#export/quantize/passes/align-channels";
import { normalizeChannelsLast } from "#export/quantize/passes/normalize-channels-last";
import { contrib } from "#export/quantize/passes/quantized";
import { Graph, type Value } from "#graph/graph";
import { runPasses } from "#graph/pass";
import { decodeModel, encodeModel } from "#graph/protobuf";
import { runGraph } from "#test/support/run-graph";
import { randomArray } from "#test/support/tensors";

const [steps, filters, taps] = [10, 8, 3];

/** Windows [batch, 10, channels], standardised with channels first, to a convolution with channels last. */
function standardised(channels: number, { also = false } = {}): Graph {
  const graph = new Graph("standardised");
  const x = graph.input("x", "float32", ["batch", steps, channels]);
  const each = (value: (c: number) => number) =>
    graph.constant(
      Float32Array.from({ length: channels }, (_, c) => value(c)),
      [channels, 1, 1],
    );
  const first = addView(graph, x, [0, 2, -1, 1]);
  const centred = graph.add("Sub", [first, each((c) => c / 10 - 0.2)], first.shape);
  const scaled = graph.add("Div", [centred, each((c) => 0.5 + c / 3)], first.shape);
  const scale = (value: number) => graph.constant(Float32Array.of(value), []);
  const zero = (value: number) => graph.constant(Uint8Array.of(value), [], "uint8");
  const quantized = graph.add("QuantizeLinear", [scaled, scale(0.02), zero(100)], first.shape, {
    dtype: "uint8",
  });
  const seen = addView(graph, quantized, [0, 3, 1]);
  const weights = randomArray(filters * channels * taps, 4).map((w) => 60 * w);
  const inputs: Value[] = [seen, scale(0.02), zero(100)];
  inputs.push(
    graph.constant(Int8Array.from(weights), [filters, channels, taps], "int8"),
    graph.constant(new Float32Array(filters).fill(0.01), [filters]),
    graph.constant(new Int8Array(1), [], "int8"),
    scale(0.05),
    zero(0),
  );
  const attributes = { channels_last: 1, pads: [1, 1] };
  const options = { attributes, domain: contrib, dtype: "uint8" } as const;
  graph.output("y", graph.add("QLinearConv", inputs, ["batch", steps, filters], options));
  if (also) graph.output("scaled", scaled);
  graph.prune();
  return graph;
}

const inOrder = [normalizeChannelsLast, mergeViews, alignChannels, lowerViews];

async function answersOf(graph: Graph, channels: number) {
  const copy = decodeModel(encodeModel(graph, { valueInfo: true }));
  runPasses(copy, [lowerViews]);
  const data = randomArray(2 * steps * channels, 6);
  const feeds = { x: { dtype: "float32", shape: [2, steps, channels], data } } as const;
  return (await runGraph(copy, feeds)).y!.data as Uint8Array;
}

test.each([1, 3, 4, 6, 9])("%d channels: the same answers in fewer nodes", async (channels) => {
  const graph = standardised(channels);
  const before = await answersOf(graph, channels);
  const rewrites = runPasses(graph, inOrder).map(({ rewrites }) => rewrites > 0);
  const aligned = channels % 4 === 0;
  expect(rewrites).toEqual([true, true, !aligned, false]); // no view is left to lower
  expect(graph.nodes.map(({ op }) => op).filter((op) => op !== "Tile")).toEqual([
    "Sub",
    aligned ? "Div" : "MatMul",
    "QuantizeLinear",
    "QLinearConv",
  ]);
  const [conv] = graph.nodesOf("QLinearConv", contrib);
  expect(Number(conv!.inputs[0]!.shape[2]) % 4).toBe(0);
  expect(conv!.inputs[3]!.shape).toEqual([filters, conv!.inputs[0]!.shape[2], taps]);
  const after = await answersOf(graph, channels);
  expect(Math.max(...after.map((value, i) => Math.abs(value - before[i]!)))).toBeLessThanOrEqual(1);
});

test("constants are repeated when the file loads, not in its bytes", () => {
  const graph = standardised(4);
  runPasses(graph, inOrder);
  const tiles = graph.nodesOf("Tile");
  expect(tiles.map(({ inputs }) => inputs[0]!.data!.length)).toEqual([4, 4]);
  expect(tiles.map(({ outputs }) => outputs[0]!.shape)).toEqual([
    [1, steps, 4],
    [1, steps, 4],
  ]);
});

test("a standardised input that something else reads stays as it is", () => {
  const graph = standardised(3, { also: true });
  const rewrites = runPasses(graph, inOrder.slice(0, 3)).map(({ rewrites }) => rewrites);
  expect(rewrites).toEqual([0, 0, 0]);
});
