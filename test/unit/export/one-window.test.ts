import { expect, test } from "vitest";
import { cleanGraph } from "#export/clean-graph";
import { openSource } from "#export/formats/open-source";
import { oneWindow } from "#export/one-window";
import { Graph, type Value } from "#graph/graph";
import { encodeModel } from "#graph/protobuf";
import { createOrtNodeSession as createSession } from "#runtime/ort-node";

/** x · noise, twice, where the noise is made of constants alone. */
function noisy(draw: (graph: Graph, x: Value) => Value): Graph {
  const graph = new Graph("noisy");
  const x = graph.input("x", "float32", ["batch", 4]);
  const once = graph.add("Mul", [x, draw(graph, x)], x.shape);
  graph.output("y", graph.add("Mul", [once, draw(graph, x)], x.shape));
  return graph;
}

const ones = (graph: Graph) => graph.constant(new Float32Array(4).fill(1), [4]);

const drawing: readonly (readonly [string, (graph: Graph) => Value])[] = [
  ["RandomNormal", (graph) => graph.add("RandomNormal", [], [4], { attributes: { shape: [4] } })],
  ["RandomUniformLike", (graph) => graph.add("RandomUniformLike", [ones(graph)], [4])],
  ["Bernoulli", (graph) => graph.add("Bernoulli", [ones(graph)], [4])],
  [
    "Dropout",
    (graph) => {
      const [ratio, training] = [
        graph.constant(Float32Array.of(0.5), []),
        graph.constant(Uint8Array.of(1), [], "bool"),
      ];
      return graph.add("Dropout", [ones(graph), ratio, training], [4]);
    },
  ],
];

test.each(drawing)("%s draws anew in every copy, and two of them twice", async (op, draw) => {
  const graph = noisy(draw);
  const fixed = await oneWindow(graph, createSession);
  expect(fixed.nodesOf(op)).toHaveLength(2);
  await cleanGraph(graph, createSession);
  expect(graph.nodesOf(op)).toHaveLength(2);
});

test.each(drawing)("%s is refused by name where a format cannot draw", async (op, draw) => {
  const source = openSource(encodeModel(noisy(draw)), { createSession });
  await expect(source.program()).rejects.toThrow(`(${op}) draws at random`);
});

test("Dropout that does not train hands its input on", async () => {
  const graph = noisy((it) => it.add("Dropout", [ones(it)], [4]));
  expect((await oneWindow(graph, createSession)).nodesOf("Dropout")).toEqual([]);
});

test("what depends on constants and sizes alone becomes a constant", async () => {
  const graph = new Graph("decided");
  const x = graph.input("x", "float32", ["batch", 4]);
  const size = graph.add("Shape", [x], [2], { dtype: "int64" });
  const sum = graph.add("Add", [ones(graph), ones(graph)], [4]);
  graph.output("y", graph.add("Reshape", [graph.add("Mul", [x, sum], x.shape), size], x.shape));
  const fixed = await oneWindow(graph, createSession);
  expect(fixed.nodes.map(({ op }) => op)).toEqual(["Mul", "Reshape"]);
  expect(fixed.nodes[0]!.inputs[1]!.data).toEqual(new Float32Array(4).fill(2));
});
