import { describe, expect, test } from "vitest";
import { copyGraph } from "#graph/copy-graph";
import { Graph } from "#graph/graph";
import { opsetChanges } from "#graph/opset/changes";
import { convertOpset, inOpset, opsetOf, toWorkingOpset } from "#graph/opset/convert-opset";
import { irVersionOf } from "#graph/opset/ir-version";
import { encodeModel } from "#graph/protobuf";
import { verifyModel } from "#graph/verify-model";
import { runnableOpset } from "#runtime/runnable-opset";
import { opsetSamples } from "#test/support/opset-samples";
import { runGraph } from "#test/support/run-graph";

/** What a sample answers to slow waves, above 0 and below. */
async function answers(graph: Graph): Promise<number[][]> {
  const shape = graph.inputs[0]!.shape as number[];
  const length = shape.reduce((a, b) => a * b, 1);
  const data = Float32Array.from({ length }, (_, i) => 2.5 + 3 * Math.sin(0.9 * i));
  const outputs = await runGraph(graph, { x: { data, shape } });
  return Object.values(outputs).map((output) => [...(output.data as Float32Array)]);
}

function problemsOf(graph: Graph): readonly string[] {
  return verifyModel(encodeModel(graph, { valueInfo: true })).problems;
}

test.each(opsetChanges)("$op of $since has a sample", ({ op, since }) => {
  expect(opsetSamples.some((sample) => sample.op === op && sample.since === since)).toBe(true);
});

describe.each(opsetSamples)("$op of $since, $name", ({ since, graph, ...it }) => {
  const { until = runnableOpset, tolerance = 1e-5 } = it;
  test("answers the same in the set before", async () => {
    const before = await answers(graph());
    const lowered = inOpset(graph(), since - 1);
    expect(opsetOf(lowered)).toBe(since - 1);
    expect(problemsOf(lowered)).toEqual([]);
    expectClose(await answers(lowered), before, tolerance);
  });

  test("goes back to the newer set, and on to the newest", async () => {
    const lowered = inOpset(graph(), since - 1);
    for (const opset of [since, until]) {
      const raised = inOpset(lowered, opset);
      expect(problemsOf(raised)).toEqual([]);
      expectClose(await answers(raised), await answers(graph()), tolerance);
    }
  });
});

/** Logarithms of what is below 0 are no numbers in both. */
function expectClose(
  actual: readonly number[][],
  expected: readonly number[][],
  tolerance: number,
): void {
  expect(actual.length).toBe(expected.length);
  for (const [i, values] of actual.entries())
    for (const [j, value] of values.entries()) {
      const wanted = expected[i]![j]!;
      const far = Math.abs(value - wanted) > tolerance * (1 + Math.abs(wanted));
      expect(far || Number.isNaN(value) !== Number.isNaN(wanted)).toBe(false);
    }
}

/** x ─ op ─ y in a set. */
function one(op: string, opset: number, attributes = {}): Graph {
  const graph = new Graph(op);
  graph.opsets.set("", opset);
  const x = graph.input("x", "float32", ["batch", 4, 4]);
  graph.output("y", graph.add(op, [x], x.shape, { attributes, name: "odd" }));
  return graph;
}

describe("what a set cannot say is named, with the smallest that can", () => {
  test("an operator that came later", () => {
    expect(() => inOpset(one("Trilu", 17), 13)).toThrow(
      /set 13 cannot say node "odd" \(Trilu\).*came with 14/,
    );
    expect(helpOf(() => inOpset(one("Trilu", 17), 13))).toBe(
      "14 is the smallest operator set that can",
    );
  });

  test("weights in blocks, as 4-bit files have them", () => {
    const graph = new Graph("blocks");
    graph.opsets.set("", 21);
    const weight = graph.constant(new Int8Array(8), [8], "int8");
    const scales = graph.constant(new Float32Array(2).fill(0.5), [2]);
    const options = { attributes: { axis: 0, block_size: 4 }, dtype: "float32", name: "unpacked" };
    graph.output("y", graph.add("DequantizeLinear", [weight, scales], [8], options as never));
    expect(() => inOpset(graph, 20)).toThrow(/"unpacked" \(DequantizeLinear\).*"block_size"/);
    expect(helpOf(() => inOpset(graph, 13))).toBe("21 is the smallest operator set that can");
    expect(opsetOf(inOpset(graph, 25))).toBe(25);
  });

  test("a mode that came later, though its attribute did not", () => {
    const graph = one("Identity", 19);
    const pads = graph.constant(BigInt64Array.from([0, 0, 1, 0, 0, 1], BigInt), [6], "int64");
    const attributes = { mode: "wrap" };
    const name = "round";
    graph.output(
      "z",
      graph.add("Pad", [graph.inputs[0], pads], ["batch", 4, 6], { attributes, name }),
    );
    expect(problemsOf(graph)).toEqual([]);
    expect(() => inOpset(graph, 17)).toThrow(/"round" \(Pad\).*"wrap" since operator set 19/);
  });

  test("axes that the graph computes", () => {
    const graph = one("Identity", 18);
    const axes = graph.input("axes", "int64", [1]);
    const inputs = [graph.inputs[0], axes];
    graph.output("z", graph.add("ReduceMax", inputs, ["batch", 1, 4], { name: "most" }));
    expect(helpOf(() => inOpset(graph, 17))).toBe("18 is the smallest operator set that can");
  });

  test("an operator that is gone", () => {
    const graph = one("BatchNormalization", 13);
    const [node] = graph.nodes;
    for (let i = 1; i < 5; i++) graph.setInput(node!, i, graph.constant(new Float32Array(4), [4]));
    for (let i = 1; i < 5; i++) {
      const more = graph.addNode("Identity", [graph.inputs[0]], [{ dtype: "float32", shape: [4] }]);
      node!.outputs.push(more.outputs[0]!);
      graph.nodes.pop();
      more.outputs[0]!.producer = node;
    }
    expect(helpOf(() => inOpset(graph, 17))).toBe("13 is the newest operator set that can");
  });

  test("a set that is not known", () => {
    expect(() => inOpset(one("Relu", 11), 17)).toThrow(/of ONNX operator set 11.*13 to 28/);
    expect(() => inOpset(one("Relu", 17), 12)).toThrow(/cannot be said in 12/);
  });
});

function helpOf(act: () => unknown): string | undefined {
  try {
    act();
  } catch (error) {
    return (error as { help?: string }).help;
  }
  return undefined;
}

describe("the working set", () => {
  test("takes what it can say, and leaves what it cannot", () => {
    expect(opsetOf(toWorkingOpset(one("Gelu", 20)))).toBe(17);
    expect(opsetOf(toWorkingOpset(one("Relu", 13)))).toBe(17);
    const odd = one("BitwiseNot", 18);
    const same = copyGraph(odd);
    expect(opsetOf(toWorkingOpset(odd))).toBe(18);
    expect(encodeModel(odd)).toEqual(encodeModel(same));
  });
});

test("names of values stay, so that ranges by name still fit", () => {
  const graph = one("HardSwish", 17);
  const name = graph.nodes[0]!.outputs[0]!.name;
  convertOpset(graph, 13);
  expect(graph.nodes.map(({ op }) => op)).toEqual(["HardSigmoid", "Mul"]);
  expect(graph.nodes[1]!.outputs[0]!.name).toBe(name);
});

test("attributes that say what was always done are left out, others are refused", () => {
  const said = (layout: number) => one("Relu", 17, { layout });
  expect(inOpset(said(0), 13).nodes[0]!.attributes).toEqual({});
  expect(() => inOpset(said(1), 13)).toThrow(/"layout"/);
});

test("the format version is that of the ONNX release which brought the set", () => {
  const versions = [3, 7, 12, 13, 14, 15, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28];
  expect(versions.map(irVersionOf)).toEqual([
    4, 4, 7, 7, 7, 8, 8, 8, 9, 9, 10, 10, 11, 12, 13, 13, 13, 14,
  ]);
});
