import { expect, test } from "vitest";
import { Graph } from "#graph/graph";
import { definePass, runPasses } from "#graph/pass";

function reluChain(length: number): Graph {
  const graph = new Graph("chain");
  let value = graph.input("x", "float32", ["batch"]);
  for (let i = 0; i < length; i++) value = graph.add("Relu", [value], value.shape);
  graph.output("y", value);
  return graph;
}

/** Removes one of two successive Relus per run. */
const shorten = definePass({
  name: "shorten",
  source: "this test",
  run(graph) {
    const second = graph.nodesOf("Relu").find((node) => node.inputs[0]!.producer?.op === "Relu");
    if (!second) return 0;
    graph.bypass(second, second.inputs[0]!);
    return 1;
  },
});

const breakLinks = definePass({
  name: "break-links",
  source: "this test",
  run(graph) {
    graph.inputs.length = 0;
    return 1;
  },
});

test("a pass runs until it finds nothing, and says how often it found something", () => {
  const graph = reluChain(5);
  expect(runPasses(graph, [shorten, shorten])).toEqual([
    { name: "shorten", rewrites: 4 },
    { name: "shorten", rewrites: 0 },
  ]);
  expect(graph.nodes.map(({ op }) => op)).toEqual(["Relu"]);
  expect(graph.outputs[0]!.name).toBe("y");
});

test("a pass that breaks the graph is named, with those before it", () => {
  expect(() => runPasses(reluChain(2), [shorten, breakLinks])).toThrow(
    /pass break-links failed on graph chain: .* reads x before .*run before: shorten/,
  );
});

test("a pass that never ends is stopped", () => {
  const restless = definePass({ name: "restless", source: "this test", run: () => 1 });
  expect(() => runPasses(reluChain(1), [restless])).toThrow(/still rewrites after 1000 runs/);
});
