import { expect, test } from "vitest";
import { Graph } from "#graph/graph";
import { verifyGraph } from "#graph/verify";

test("names are made unique", () => {
  const graph = new Graph("names");
  const x = graph.input("x", "float32", [1]);
  const names = [0, 1, 2].map(() => graph.add("Relu", [x], [1], { name: "act" }).producer!.name);
  expect(names).toEqual(["act", "act_1", "act_2"]);
});

test("replace moves every reader and keeps the public name of an output", () => {
  const graph = new Graph("replace");
  const x = graph.input("x", "float32", [1]);
  const a = graph.add("Relu", [x], [1]);
  const both = graph.add("Add", [a, a], [1]);
  graph.output("sum", both);
  graph.output("a", a);
  const b = graph.add("Sigmoid", [x], [1]);
  graph.replace(a, b);
  graph.prune();
  verifyGraph(graph);
  expect(both.producer!.inputs).toEqual([b, b]);
  expect(graph.outputs.map(({ name }) => name)).toEqual(["sum", "a"]);
  expect(graph.nodes.map(({ op }) => op).sort()).toEqual(["Add", "Sigmoid"]);
});

test("an input or an output used twice gets an Identity, so that names stay", () => {
  const graph = new Graph("outputs");
  const x = graph.input("x", "float32", [1]);
  const y = graph.add("Relu", [x], [1]);
  for (const [name, value] of [
    ["same", x],
    ["first", y],
    ["second", y],
  ] as const) {
    graph.output(name, value);
  }
  verifyGraph(graph);
  expect(graph.outputs.map(({ name }) => name)).toEqual(["same", "first", "second"]);
  expect(graph.nodesOf("Identity")).toHaveLength(2);
});

test("prune drops what no output needs, orders the rest, and keeps the readers true", () => {
  const graph = new Graph("prune");
  const x = graph.input("x", "float32", [1]);
  const dead = graph.add("Exp", [x], [1]);
  const late = graph.add("Relu", [x], [1]);
  const early = graph.add("Sigmoid", [x], [1]);
  graph.output("y", late);
  graph.setInput(late.producer!, 0, early);
  graph.prune();
  verifyGraph(graph);
  expect(graph.nodes.map(({ op }) => op)).toEqual(["Sigmoid", "Relu"]);
  expect(x.readers).not.toContain(dead.producer);
});

test("prune names a node on a cycle", () => {
  const graph = new Graph("cycle");
  const a = graph.add("Relu", [graph.input("x", "float32", [1])], [1], { name: "a" });
  const b = graph.add("Relu", [a], [1], { name: "b" });
  graph.output("y", b);
  graph.setInput(a.producer!, 0, b);
  expect(() => graph.prune()).toThrow(/node [ab] lies on a cycle/);
});
