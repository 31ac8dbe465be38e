import { expect, test } from "vitest";
import { Graph } from "#graph/graph";
import { printGraph } from "#graph/print";

test("one line per input, node and output", () => {
  const graph = new Graph("student");
  const x = graph.input("acc", "float32", ["batch", 128, 3]);
  const target = graph.constant(BigInt64Array.of(-1n, 384n), [2], "int64");
  const flat = graph.add("Reshape", [x, target], ["batch", 384], { name: "flatten" });
  const weight = graph.constant(new Float32Array(384), [1, 384]);
  const attributes = { transB: 1, alpha: 0.5, scale: { float: 2 }, tags: { floats: [1, 0.25] } };
  const dense = graph.add("Gemm", [flat, weight, undefined, flat], ["batch", 1], {
    attributes,
    domain: "mine",
    name: "dense",
  });
  graph.output("logits", dense);
  expect(printGraph(graph)).toBe(`graph student
in acc: float32[batch, 128, 3]
flatten:out: float32[batch, 384] = Reshape(acc, <-1, 384>)
logits: float32[batch, 1] = mine.Gemm(flatten:out, float32[1, 384], –, flatten:out) {transB=1, alpha=0.5, scale=2, tags=[1, 0.25]}
out logits: float32[batch, 1]
`);
});
