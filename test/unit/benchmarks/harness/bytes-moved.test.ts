import { expect, test } from "vitest";
import { bytesMoved } from "#benchmarks/harness/bytes-moved";
import { productMacs, productSubject } from "#benchmarks/harness/yardsticks";
import { graphCost } from "#export/cost";
import { Graph } from "#graph/graph";
import { decodeModel } from "#graph/protobuf";

test("every operator reads its inputs and writes its outputs; looking otherwise is free", () => {
  const graph = new Graph("two");
  const x = graph.input("x", "float32", ["batch", 4]);
  const w = graph.constant(new Float32Array(8), [4, 2]);
  const product = graph.add("MatMul", [x, w], ["batch", 2]); // reads 4 + 8, writes 2
  const flat = graph.add("Flatten", [product], ["batch", 2]); // free
  graph.output("y", graph.add("Relu", [flat], ["batch", 2])); // reads 2, writes 2
  expect(bytesMoved(graph)).toBe(4 * (4 + 8 + 2 + 2 + 2));
});

test("weights count as they are stored, however they are unpacked", () => {
  const graph = new Graph("packed");
  const x = graph.input("x", "float32", ["batch", 4]);
  const eight = graph.constant(new Int8Array(8), [4, 2]); // 8 bytes
  const wide = graph.add("Cast", [eight], [4, 2], { attributes: { to: 1n } });
  const w = graph.add("Mul", [wide, graph.constant(new Float32Array(2), [2])], [4, 2]); // 8 more
  graph.output("y", graph.add("MatMul", [x, w], ["batch", 2])); // reads 4, writes 2
  expect(bytesMoved(graph)).toBe(8 + 8 + 4 * (4 + 2));
});

test("the matrix product is as much arithmetic as it says", () => {
  const { feeds, model } = productSubject();
  const graph = decodeModel(model);
  expect(graphCost(graph).macs).toBe(productMacs);
  expect(feeds[0]!.a!.data.length ** 2).toBe(256 ** 4);
});
