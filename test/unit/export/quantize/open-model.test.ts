import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { openModel } from "#export/quantize/open-model";
import { quantizeModel } from "#export/quantize/quantize-model";
import { Graph, unknownShape, type Value } from "#graph/graph";
import { encodeModel } from "#graph/protobuf";
import { createOrtNodeSession as createSession } from "#runtime/ort-node";
import { runGraph } from "#test/support/run-graph";
import { randomArray } from "#test/support/tensors";

/** A 1-D network as other exporters write it: no shapes inside, batch-norm by itself, a product and a sum at the end. */
function foreign(): Graph {
  const graph = new Graph("foreign");
  const constant = (seed: number, ...shape: number[]) =>
    graph.constant(
      randomArray(
        shape.reduce((a, b) => a * b),
        seed,
      ),
      shape,
    );
  const positive = (seed: number, n: number) =>
    graph.constant(
      randomArray(n, seed).map((x) => x * x + 0.1),
      [n],
    );
  const x = graph.input("signal", "float32", ["n", 4, 32]);
  const attributes = { kernel_shape: [5], pads: [2, 2], strides: [1] };
  let y = graph.add("Conv", [x, constant(1, 8, 4, 5)], ["n", 8, 32], { attributes });
  const norm = [constant(2, 8), constant(3, 8), constant(4, 8), positive(5, 8)];
  y = graph.add("BatchNormalization", [y, ...norm], y.shape, { attributes: { epsilon: 1e-3 } });
  y = graph.add("Relu", [y], y.shape);
  const pool = { kernel_shape: [2], strides: [2] };
  y = graph.add("MaxPool", [y], ["n", 8, 16], { attributes: pool });
  y = graph.add("Conv", [y, constant(6, 8, 8, 5)], ["n", 8, 16], { attributes });
  y = graph.add("Relu", [y], y.shape);
  y = graph.add("Flatten", [y], ["n", 128]);
  y = graph.add(
    "Add",
    [graph.add("MatMul", [y, constant(7, 128, 3)], ["n", 3]), constant(8, 3)],
    ["n", 3],
  );
  graph.output("scores", y);
  graph.prune();
  for (const node of graph.nodes) {
    for (const value of node.outputs) {
      if (value.name !== "scores") value.shape = unknownShape;
    }
  }
  return graph;
}

const feeds = (count: number) => ({
  signal: { dtype: "float32", shape: [count, 4, 32], data: randomArray(count * 128, 9) } as const,
});

test("shapes are found, the normalisation is folded, and the answers stay", async () => {
  const bytes = encodeModel(foreign());
  const clean = await openModel(bytes, createSession);
  expect(clean.nodes.map(({ op }) => op)).toEqual([
    ...["Reshape", "Conv", "Relu", "MaxPool", "Conv", "Relu", "Reshape", "Flatten", "Gemm"],
  ]);
  const [before, after] = [await runGraph(foreign(), feeds(5)), await runGraph(clean, feeds(5))];
  for (const [i, want] of (before.scores!.data as Float32Array).entries()) {
    expect((after.scores!.data as Float32Array)[i]).toBeCloseTo(want, 3);
  }
});

test.each(["static-int8", "dynamic-int8", "weight-int8", "fp16"])(
  "%s follows it",
  async (scheme) => {
    const graph = await openModel(encodeModel(foreign()), createSession);
    const options = {
      scheme,
      target: "portable",
      calibration: [feeds(64)],
      createSession,
    } as const;
    const { change, graph: small } = await quantizeModel(graph, options);
    expect(change.outputError).toBeLessThan(0.03);
    expect(small.nodes.every(({ domain }) => domain === "")).toBe(true);
  },
);

test.each(["opset-17", "opset-20"])("a recurrent PyTorch export, %s", async (file) => {
  const bytes = await readFile(`test/golden/teacher/${file}.onnx`);
  const graph = await openModel(bytes, createSession);
  const [input] = graph.inputs as [Value];
  const shape = [16, ...(input.shape.slice(1) as number[])];
  const data = randomArray(
    shape.reduce((a, b) => a * b),
    4,
  );
  const calibration = [{ [input.name]: { dtype: "float32", shape, data } as const }];
  for (const scheme of ["static-int8", "weight-int8"]) {
    const options = { scheme, target: "cpu", calibration, createSession } as const;
    expect((await quantizeModel(graph, options)).change.outputError).toBeLessThan(0.06);
  }
});

/** PyTorch writes pads as a chain of shapes, casts and joins, which only constants decide; the size after it is unsaid. */
test("sizes that constants decide are computed, so that pads of PyTorch hide no shape", async () => {
  const graph = new Graph("causal");
  const x = graph.input("x", "float32", ["n", 4, 32]);
  const int = (values: number[]) =>
    graph.constant(BigInt64Array.from(values, BigInt), [values.length], "int64");
  const whole = { dtype: "int64" } as const;
  const joined = graph.add("Concat", [int([0, 0, 4]), int([0, 0, 0])], unknownShape, {
    ...whole,
    attributes: { axis: 0 },
  });
  const pads = graph.add("Cast", [joined], unknownShape, { ...whole, attributes: { to: 7 } });
  const padded = graph.add("Pad", [x, pads], unknownShape);
  const weight = graph.constant(randomArray(8 * 4 * 5, 3), [8, 4, 5]);
  graph.output("y", graph.add("Conv", [padded, weight], ["n", 8, 32]));
  const clean = await openModel(encodeModel(graph), createSession);
  const [conv] = clean.nodesOf("Conv");
  expect(conv!.inputs[0]!.shape.slice(1)).toEqual([4, 1, 36]);
  expect(clean.nodes.map(({ op }) => op)).not.toContain("Cast");
});

test("layers over an open size are rounded, and not corrected by places that nobody knows", async () => {
  const graph = new Graph("any length");
  const x = graph.input("signal", "float32", ["n", 4, 1, "time"]);
  const weight = graph.constant(randomArray(8 * 4 * 5, 3), [8, 4, 1, 5]);
  const y = graph.add("Conv", [x, weight], ["n", 8, 1, "after"], {
    attributes: { pads: [0, 2, 0, 2] },
  });
  graph.output("y", graph.add("GlobalAveragePool", [y], ["n", 8, 1, 1]));
  const data = randomArray(6 * 128, 9);
  const calibration = [{ signal: { dtype: "float32", shape: [6, 4, 1, 32], data } as const }];
  const options = { calibration, createSession, target: "mcu", scheme: "static-int8" } as const;
  const { change } = await quantizeModel(graph, options);
  expect(change.outputError).toBeLessThan(0.05);
});

test("weights that diverged are named, not rounded", async () => {
  const graph = foreign();
  const [, weight] = graph.nodes[0]!.inputs;
  (weight!.data as Float32Array)[3] = Number.NaN;
  await expect(openModel(encodeModel(graph), createSession)).rejects.toThrow(
    /weights of layer "\w+" are not all finite numbers/,
  );
});

test("a model that answers nothing is refused at the door", async () => {
  const graph = foreign();
  graph.outputs.length = 0;
  await expect(openModel(encodeModel(graph), createSession)).rejects.toThrow("has no outputs");
});
