/** What single passes must leave alone; what they rewrite is in test/differential/passes.test.ts. */
import { expect, test } from "vitest";
import { foldAffine } from "#export/passes/fold-affine";
import { globalAveragePool } from "#export/passes/global-average-pool";
import { matmulToGemm } from "#export/passes/matmul-to-gemm";
import { removeIdentity } from "#export/passes/remove-identity";
import { shareEqualConstants } from "#export/passes/share-equal-constants";
import { shareEqualNodes } from "#export/passes/share-equal-nodes";
import { Graph, type Value } from "#graph/graph";
import { type Pass, runPasses } from "#graph/pass";

const ops = (graph: Graph, pass: Pass) => {
  runPasses(graph, [pass]);
  return graph.nodes.map(({ op }) => op);
};

function convGraph() {
  const graph = new Graph("conv");
  const x = graph.input("x", "float32", ["batch", 2, 1, 6]);
  const weight = graph.constant(Float32Array.of(1, 2, 3, 4), [2, 2, 1, 1]);
  const y = graph.add("Conv", [x, weight], ["batch", 2, 1, 6]);
  const by = (op: string, data: number[], shape: number[], from: Value = y) =>
    graph.add(op, [from, graph.constant(Float32Array.from(data), shape)], y.shape);
  return { graph, y, by };
}

test("fold-affine computes W·s and b·s + o per output channel", () => {
  const { graph, by } = convGraph();
  graph.output("y", by("Sub", [7], [1], by("Mul", [10, -1], [1, 2, 1, 1])));
  expect(ops(graph, foldAffine)).toEqual(["Conv"]);
  const [, weight, bias] = graph.nodes[0]!.inputs;
  expect([...weight!.data!]).toEqual([10, 20, -3, -4]);
  expect([...bias!.data!]).toEqual([-7, -7]);
});

test.each<[string, (parts: ReturnType<typeof convGraph>) => Value, string[]]>([
  ["a constant per time step", ({ by }) => by("Mul", [1, 2, 3, 4, 5, 6], [6]), ["Conv", "Mul"]],
  [
    "a constant minus the result",
    ({ graph, y }) => graph.add("Sub", [graph.constant(Float32Array.of(1), []), y], y.shape),
    ["Conv", "Sub"],
  ],
  [
    "a convolution that something else reads",
    ({ graph, y, by }) => {
      graph.output("also", y);
      return by("Mul", [2], [1]);
    },
    ["Conv", "Mul"],
  ],
])("fold-affine leaves %s", (_, build, expected) => {
  const parts = convGraph();
  parts.graph.output("y", build(parts));
  expect(ops(parts.graph, foldAffine)).toEqual(expected);
});

test("matmul-to-gemm leaves products of rank 3 and of two activations", () => {
  const graph = new Graph("matmul");
  const x = graph.input("x", "float32", ["batch", 3, 4]);
  const weight = graph.constant(new Float32Array(8), [4, 2]);
  graph.output("y", graph.add("MatMul", [x, weight], ["batch", 3, 2]));
  const z = graph.input("z", "float32", [3, 3]);
  graph.output("w", graph.add("MatMul", [z, z], [3, 3]));
  expect(ops(graph, matmulToGemm)).toEqual(["MatMul", "MatMul"]);
});

test("global-average-pool leaves a mean over channels, and one over part of the space", () => {
  const graph = new Graph("mean");
  const x = graph.input("x", "float32", ["batch", 3, 2, 5]);
  for (const axes of [[1], [3]]) {
    const shape = x.shape.map((size, i) => (axes.includes(i) ? 1 : size));
    graph.output("y", graph.add("ReduceMean", [x], shape, { attributes: { axes, keepdims: 1 } }));
  }
  expect(ops(graph, globalAveragePool)).toEqual(["ReduceMean", "ReduceMean"]);
});

test("remove-identity keeps the public names of an input and of a second output", () => {
  const graph = new Graph("identity");
  const x = graph.input("x", "float32", [2]);
  const inner = graph.add("Identity", [graph.add("Relu", [x], [2])], [2]);
  graph.output("same", x);
  graph.output("first", inner);
  graph.output("second", inner);
  expect(ops(graph, removeIdentity)).toEqual(["Identity", "Relu", "Identity"]);
  expect(graph.outputs.map(({ name }) => name)).toEqual(["same", "first", "second"]);
});

test("share-equal-nodes compares tensors among the attributes", () => {
  const graph = new Graph("filled");
  const size = graph.input("size", "int64", [1]);
  const filled = (n: bigint) => {
    const value = graph.constant(BigInt64Array.of(n), [1], "int64");
    const options = { attributes: { value }, dtype: "int64" } as const;
    return graph.add("ConstantOfShape", [size], ["n"], options);
  };
  const sum = graph.add("Add", [filled(1n), filled(1n)], ["n"]);
  graph.output("y", graph.add("Add", [sum, filled(2n)], ["n"]));
  expect(ops(graph, shareEqualNodes).sort()).toEqual([
    "Add",
    "Add",
    "ConstantOfShape",
    "ConstantOfShape",
  ]);
});

test("share-equal-nodes compares attributes and operands", () => {
  const graph = new Graph("share");
  const x = graph.input("x", "float32", [2, 3]);
  const turned = (perm: number[]) =>
    graph.add(
      "Transpose",
      [x],
      perm.map((axis) => x.shape[axis]!),
      { attributes: { perm } },
    );
  const sum = graph.add("Add", [turned([1, 0]), turned([1, 0])], [3, 2]);
  graph.output("y", sum);
  graph.output("z", turned([0, 1]));
  expect(ops(graph, shareEqualNodes)).toEqual(["Transpose", "Add", "Transpose"]);
});

test("share-equal-constants tells types and shapes apart", () => {
  const graph = new Graph("constants");
  const x = graph.input("x", "float32", [1]);
  const one = (shape: number[]) => graph.constant(Float32Array.of(1), shape);
  const ones = [one([1]), one([1]), one([])];
  graph.output(
    "y",
    ones.reduce((sum, it) => graph.add("Add", [sum, it], [1]), x),
  );
  runPasses(graph, [shareEqualConstants]);
  expect(graph.constants()).toHaveLength(2);
});
