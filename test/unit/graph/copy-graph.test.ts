import { expect, test } from "vitest";
import { copyGraph } from "#graph/copy-graph";
import { Graph, unknownShape } from "#graph/graph";
import { printGraph } from "#graph/print";
import { encodeModel } from "#graph/protobuf";
import { verifyGraph } from "#graph/verify";

/** Symbolic and unknown shapes, a constant that two nodes read, an absent input, a second domain, a tensor attribute. */
function sample(): Graph {
  const graph = new Graph("sample");
  const x = graph.input("x", "float32", ["batch", 2]);
  const one = graph.constant(Float32Array.of(1, 2), [2]);
  const sum = graph.add("Add", [x, one], x.shape, { name: "sum" });
  const odd = graph.addNode(
    "Odd",
    [sum, undefined, one],
    [
      { dtype: "float32", shape: unknownShape },
      { dtype: "int64", shape: [] },
    ],
    { domain: "com.microsoft", attributes: { alpha: 0.5, table: one, list: [1, 2] } },
  );
  graph.output("y", graph.add("Relu", [odd.outputs[0]], x.shape));
  graph.metadata.set("labels", '["walk"]');
  graph.opsets.set("", 21);
  return graph;
}

test("a copy is the same to the byte, and true in its links", () => {
  const graph = sample();
  const copy = copyGraph(graph);
  verifyGraph(copy);
  expect(printGraph(copy)).toBe(printGraph(graph));
  const options = { valueInfo: true };
  expect(encodeModel(copy, options)).toEqual(encodeModel(graph, options));
  expect(copy.nodes[1]!.outputs[0]!.shape).toBe(unknownShape);
});

test("edits of the copy leave the original alone, and take no name twice", () => {
  const graph = sample();
  const before = encodeModel(graph);
  const copy = copyGraph(graph);
  const relu = copy.nodesOf("Relu")[0]!;
  const extra = copy.add("Neg", [relu.inputs[0]], ["batch", 2], { name: "sum" });
  copy.setInput(relu, 0, extra);
  copy.nodes[0]!.name = "other";
  copy.metadata.set("labels", "[]");
  copy.opsets.set("", 17);
  copy.prune();
  expect(extra.producer!.name).toBe("sum_1");
  expect(encodeModel(graph)).toEqual(before);
  expect(graph.nodes[1]!.outputs[0]!.readers).toHaveLength(1);
});
