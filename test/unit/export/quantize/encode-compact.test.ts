import { expect, test } from "vitest";
import { encodeCompact } from "#export/quantize/encode-compact";
import { int64s } from "#export/quantize/passes/quantized";
import { Graph } from "#graph/graph";
import { decodeModel, encodeModel } from "#graph/protobuf";
import { verifyGraph } from "#graph/verify";
import { runGraph } from "#test/support/run-graph";
import { randomArray } from "#test/support/tensors";

/** Reshape that keeps the batch, one that moves it, and axes that are defaults or not. */
function sample(): Graph {
  const graph = new Graph("sample");
  const a = graph.input("a", "float32", ["batch", 6]);
  const kept = graph.add("Reshape", [a, int64s(graph, [-1, 2, 3])], ["batch", 2, 3]);
  const last = graph.add("Softmax", [kept], kept.shape, { attributes: { axis: 2 } });
  const middle = graph.add("Softmax", [last], last.shape, { attributes: { axis: 1 } });
  const turned = graph.add("Transpose", [middle], [2, "batch", 3], {
    attributes: { perm: [1, 0, 2] },
  });
  const moved = graph.add("Reshape", [turned, int64s(graph, [2, -1])], [2, "3*batch"]);
  graph.output("b", moved);
  graph.metadata.set("labels", '["walk"]');
  return graph;
}

test("a compact file answers alike, keeps its doors and description, and is smaller", async () => {
  const graph = sample();
  const bytes = encodeCompact(graph);
  const copy = decodeModel(bytes);
  verifyGraph(copy);
  expect(bytes.length).toBeLessThan(encodeModel(graph).length);
  expect([...copy.inputs, ...copy.outputs].map(({ name }) => name)).toEqual(["a", "b"]);
  expect(copy.inputs[0]!.shape).toEqual(["batch", 6]);
  expect([...copy.metadata]).toEqual([["labels", '["walk"]']]);
  const feeds = { a: { dtype: "float32", shape: [4, 6], data: randomArray(24, 1) } } as const;
  expect((await runGraph(copy, feeds)).b).toEqual((await runGraph(graph, feeds)).b);
});

test("what a runtime knows is left out, and nothing else", () => {
  const { nodes } = decodeModel(encodeCompact(sample()));
  const shapes = nodes.flatMap(({ op, inputs }) => (op === "Reshape" ? [inputs[1]!.data] : []));
  expect(shapes).toEqual([BigInt64Array.of(0n, 2n, 3n), BigInt64Array.of(2n, -1n)]);
  expect(nodes.map(({ attributes }) => attributes)).toEqual([
    ...[{}, {}, { axis: 1 }],
    ...[{ perm: [1, 0, 2] }, {}],
  ]);
});

test("names are letters, the shortest first, none twice and none of a door", () => {
  const graph = new Graph("long");
  let value = graph.input("b", "float32", [3]);
  for (let i = 0; i < 60; i++) value = graph.add("Relu", [value], value.shape);
  graph.output("ab", value);
  const names = decodeModel(encodeCompact(graph)).nodes.map(({ outputs }) => outputs[0]!.name);
  expect(names.slice(0, 3)).toEqual(["a", "c", "d"]);
  expect(names.slice(50, 54)).toEqual(["Z", "aa", "ac", "ad"]);
  expect(new Set(names).size).toBe(60);
});
