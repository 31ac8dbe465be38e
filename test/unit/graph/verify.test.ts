import { describe, expect, test } from "vitest";
import { type Attributes, type Dim, Graph, Node, Value } from "#graph/graph";
import { verifyGraph } from "#graph/verify";

function smallGraph() {
  const graph = new Graph("small");
  const x = graph.input("x", "float32", ["batch", 3]);
  const weight = graph.constant(new Float32Array(6), [3, 2], "float32", "weight");
  const y = graph.add("MatMul", [x, weight], ["batch", 2], { name: "dense" });
  graph.output("y", graph.add("Relu", [y], ["batch", 2], { name: "act" }));
  return { graph, x, weight };
}

test("a sound graph passes", () => {
  expect(() => verifyGraph(smallGraph().graph)).not.toThrow();
});

describe("names what is wrong", () => {
  test.each<[string, (parts: ReturnType<typeof smallGraph>) => void, RegExp]>([
    ["order", ({ graph }) => graph.nodes.reverse(), /node act \(Relu\) reads dense:out before/],
    ["value names", ({ weight }) => Object.assign(weight, { name: "x" }), /two values are named x/],
    ["node names", ({ graph }) => Object.assign(graph.nodes[1]!, { name: "dense" }), /named dense/],
    ["outputs", ({ graph }) => graph.outputs.push(new Value("z", "float32", [])), /output z/],
    ["readers", ({ x }) => x.readers.pop(), /dense reads x 1 times, which lists it 0 times/],
    [
      "producers",
      ({ graph }) => Object.assign(graph.outputs[0]!, { producer: new Node("Relu", []) }),
      /y does not know its producer act/,
    ],
    [
      "element counts",
      ({ weight }) => Object.assign(weight, { shape: [3, 3] }),
      /weight of shape \[3,3\] holds 6/,
    ],
    [
      "element types",
      ({ weight }) => Object.assign(weight, { dtype: "int8" }),
      /weight is no int8 array/,
    ],
    ["empty names", ({ weight }) => Object.assign(weight, { name: "" }), /no name/],
  ])("%s", (_, damage, message) => {
    const parts = smallGraph();
    damage(parts);
    expect(() => verifyGraph(parts.graph)).toThrow(message);
  });
});

describe("operations", () => {
  type Case = [op: string, inputs: Dim[][], output: Dim[], attributes: Attributes, RegExp?];
  const ceiled = { kernel_shape: [2], strides: [2], pads: [1, 1], ceil_mode: 1 };
  test.each<Case>([
    // of 5 and a pad either side, the fourth window would begin behind the input: runtimes differ
    ["MaxPool", [["batch", 2, 5]], ["batch", 2, 3], ceiled],
    ["MaxPool", [["batch", 2, 5]], ["batch", 2, 4], ceiled],
    ["MaxPool", [["batch", 2, 6]], ["batch", 2, 5], ceiled, /must be/],
    ["Add", [["batch", 3], [3]], ["batch", 3], {}],
    ["Add", [["batch", 3], [2]], ["batch", 3], {}, /do not broadcast/],
    ["Mul", [["batch", 3], [1]], ["batch", 1], {}, /output must be \[batch,3\]/],
    ["Relu", [["batch", 3]], ["batch", 4], {}, /its output must be \[batch,3\]/],
    ["Transpose", [["batch", 3, 4]], ["batch", 4, 3], { perm: [0, 2, 1] }],
    ["Transpose", [["batch", 3, 4]], ["batch", 3, 4], { perm: [0, 2, 1] }, /must be \[batch,4,3\]/],
    ["Transpose", [["batch", 3]], [3, "batch"], { perm: [1, 1] }, /no order/],
    ["Conv", [["batch", 4, 1, 9], [8, 2, 1, 3], [8]], ["batch", 8, 1, 7], { group: 2 }],
    [
      "Conv",
      [
        ["batch", 4, 1, 9],
        [8, 2, 1, 3],
      ],
      ["batch", 8, 1, 7],
      {},
      /does not read 4 channels/,
    ],
    [
      "Conv",
      [
        ["batch", 4, 1, 9],
        [8, 4, 1, 3],
      ],
      ["batch", 4, 1, 7],
      {},
      /has 4 channels, not 8/,
    ],
    [
      "Conv",
      [
        ["batch", 4, 9],
        [8, 4, 1, 3],
      ],
      ["batch", 8, 7],
      {},
      /one rank/,
    ],
    ["Conv", [["batch", 4, 9], [8, 4, 3], [4]], ["batch", 8, 7], {}, /bias \[4\]/],
    [
      "ConvTranspose",
      [
        ["batch", 4, 1, 7],
        [4, 3, 1, 3],
      ],
      ["batch", 6, 1, 9],
      { group: 2 },
    ],
    [
      "ConvTranspose",
      [
        ["batch", 3, 1, 7],
        [4, 3, 1, 3],
      ],
      ["batch", 3, 1, 9],
      {},
      /does not read 3 channels/,
    ],
    [
      "ConvTranspose",
      [
        ["batch", 4, 1, 7],
        [4, 3, 1, 3],
      ],
      ["batch", 4, 1, 9],
      {},
      /has 4 channels, not 3/,
    ],
    [
      "Gemm",
      [
        ["batch", 4],
        [2, 4],
      ],
      ["batch", 2],
      { transB: 1 },
    ],
    [
      "Gemm",
      [
        ["batch", 4],
        [2, 4],
      ],
      ["batch", 2],
      {},
      /inner sizes/,
    ],
    [
      "Gemm",
      [
        ["batch", 4, 1],
        [2, 4],
      ],
      ["batch", 2],
      {},
      /must be matrices/,
    ],
    [
      "MatMul",
      [
        ["batch", 4],
        [2, 4],
      ],
      ["batch", 4],
      {},
      /inner sizes/,
    ],
    ["Concat", [["batch", 4], [4]], ["batch", 8], { axis: 1 }, /one rank/],
    ["Concat", [["batch", 4]], ["batch", 4], {}, /needs an axis/],
  ])("%s of %j → %j %j", (op, shapes, output, attributes, problem) => {
    const graph = new Graph("op");
    const inputs = shapes.map((shape) => graph.input("x", "float32", shape));
    graph.output("y", graph.add(op, inputs, output, { attributes, name: "it" }));
    if (problem) expect(() => verifyGraph(graph)).toThrow(problem);
    else expect(() => verifyGraph(graph)).not.toThrow();
  });

  test("element types must agree", () => {
    const graph = new Graph("types");
    const x = graph.input("x", "float32", [2]);
    graph.output("y", graph.add("Add", [x, graph.constant(Int32Array.of(1), [1], "int32")], [2]));
    expect(() => verifyGraph(graph)).toThrow(/one element type/);
  });

  test("a reshape keeps the number of elements and takes an int64 target", () => {
    const graph = new Graph("reshape");
    const x = graph.input("x", "float32", ["batch", 6]);
    const target = graph.constant(BigInt64Array.of(-1n, 4n), [2], "int64");
    graph.output("y", graph.add("Reshape", [x, target], ["batch", 4]));
    expect(() => verifyGraph(graph)).toThrow(/cannot become \[batch,4\]/);
    const wrong = graph.constant(Float32Array.of(-1, 6), [2]);
    graph.setInput(graph.nodes[0]!, 1, wrong);
    expect(() => verifyGraph(graph)).toThrow(/must be int64/);
  });
});
