/** @file Quantized files as networks of reals, and of integers again: they answer like the file. */
import { expect, test } from "vitest";
import { Random } from "#core/random";
import { sizeOf } from "#core/signal";
import { openSource } from "#export/formats/open-source";
import { agreement } from "#export/integer/agreement";
import { liftedModel } from "#export/lift/lifted-model";
import { calibratedRanges } from "#export/quantize/calibrated-ranges";
import type { Scheme } from "#export/quantize/scheme";
import * as schemes from "#export/quantize/schemes";
import { Graph, type Value } from "#graph/graph";
import { encodeModel } from "#graph/protobuf";
import { createOrtNodeSession as createSession } from "#runtime/ort-node";
import { waves } from "#test/support/exported";
import { runGraph } from "#test/support/run-graph";
import { type StudentFile, studentFiles } from "#test/support/student-files";
import { randomArray } from "#test/support/tensors";

const students = studentFiles().filter(({ name }) =>
  ["cnn1d-tiny", "ds-cnn1d", "eegnet", "tcn"].includes(name),
);

/** Enough to know an answer by; integers are computed one window after the other. */
const windows = 24;

/** Forms that compute with integers as nothing but onnxruntime does. */
const own = /integer-ops|gather/;

/** Every form of every scheme. */
async function formsOf({ network, model }: StudentFile) {
  const options = { ranges: "mse", calibration: [waves(network, 64, 1)], createSession };
  const { ranges } = await calibratedRanges(model.graph, options);
  const source = { graph: model.graph, ranges, weightBits: 8, keep: new Set<string>() } as const;
  return Object.values<Scheme>(schemes).flatMap((scheme) =>
    scheme.forms.map((form) => {
      const { graph } = form.build(source);
      return { name: `${scheme.name} ${form.name}`, graph, bytes: encodeModel(graph) };
    }),
  );
}

async function logits(graph: Graph, { network }: StudentFile): Promise<Float32Array> {
  const [[name, feed]] = Object.entries(waves(network, windows, 9)) as [[string, Feed]];
  return (await runGraph(graph, { [name]: feed })).logits!.data as Float32Array;
}

type Feed = ReturnType<typeof waves>[string];

const rms = (x: Float32Array) => Math.sqrt(x.reduce((sum, v) => sum + v * v, 0) / x.length);
const apart = (a: Float32Array, b: Float32Array) => rms(a.map((x, i) => x - b[i]!)) / rms(b);

test.each(students)("$name: what a quantized file stands for", async (student) => {
  const calibration = [waves(student.network, 64, 1)];
  for (const { name, graph, bytes } of await formsOf(student)) {
    if (own.test(name)) {
      const message = /only onnxruntime reads.*|computes its grid/;
      await expect(liftedModel(bytes, createSession), name).rejects.toThrow(message);
      continue;
    }
    const { graph: lifted, ranges } = await liftedModel(bytes, createSession);
    const rounds = /static|mixed/.test(name);
    const difference = apart(await logits(lifted, student), await logits(graph, student));
    expect(difference, name).toBeLessThan(rounds ? 0.01 : 1e-6);
    expect(ranges.size > 0, name).toBe(rounds);
    const integers = await openSource(bytes, { createSession, calibration }).integers();
    const feeds = [waves(student.network, windows, 9)];
    const { same, change } = await agreement(integers, graph, feeds, createSession);
    expect(same, name).toBeGreaterThan(0.9 * windows);
    expect(change, name).toBeLessThan(0.02);
  }
});

/** As the Python tool writes it: every activation is rounded, and ReLU is left to where the rounding ends. */
function withoutRelu(): Graph {
  const graph = new Graph("python");
  const random = new Random(2);
  const bytes = (size: number) => Int8Array.from({ length: size }, () => random.between(-127, 128));
  const scale = (value: number) => graph.constant(Float32Array.of(value), []);
  const zero = (value: number) => graph.constant(Uint8Array.of(value), [], "uint8");
  const rounded = (x: Value, step: number, at: number) => {
    const grid = [scale(step), zero(at)];
    const integer = graph.add("QuantizeLinear", [x, ...grid], x.shape, { dtype: "uint8" });
    return graph.add("DequantizeLinear", [integer, ...grid], x.shape, { dtype: "float32" });
  };
  const weights = (...shape: number[]) =>
    graph.add(
      "DequantizeLinear",
      [graph.constant(bytes(sizeOf(shape)), shape, "int8"), scale(0.01)],
      shape,
      { dtype: "float32" },
    );
  const x = rounded(graph.input("x", "float32", ["batch", 4, 1, 16]), 0.02, 120);
  const attributes = { kernel_shape: [1, 3], pads: [0, 1, 0, 1] };
  const maps = graph.add("Conv", [x, weights(8, 4, 1, 3)], ["batch", 8, 1, 16], { attributes });
  const mean = graph.add("GlobalAveragePool", [rounded(maps, 0.03, 0)], ["batch", 8, 1, 1]);
  const flat = graph.add("Flatten", [rounded(mean, 0.02, 0)], ["batch", 8]);
  const logits = graph.add("Gemm", [flat, weights(8, 3)], ["batch", 3]);
  graph.output("logits", rounded(logits, 0.05, 128));
  return graph;
}

test("what begins at zero after rounding does so without, and no windows are needed", async () => {
  const graph = withoutRelu();
  const bytes = encodeModel(graph);
  const feed = { data: randomArray(20 * 64, 4), shape: [20, 4, 1, 16] };
  const expected = (await runGraph(graph, { x: feed })).logits!.data as Float32Array;
  const { graph: lifted } = await liftedModel(bytes, createSession);
  const found = (await runGraph(lifted, { x: feed })).logits!.data as Float32Array;
  expect(apart(found, expected)).toBeLessThan(0.02);
  expect(lifted.nodes.map(({ op }) => op)).toContain("Clip");
  const integers = await openSource(bytes, { createSession }).integers();
  const feeds = [{ x: { dtype: "float32" as const, ...feed } }];
  const { change } = await agreement(integers, graph, feeds, createSession);
  expect(change).toBeLessThan(0.03); // weights of a channel go to a grid of their own
  expect(integers.steps.map(({ kind }) => kind)).toEqual(["move", "conv", "reduce", "conv"]);
});

test("a rounding that ends what only one of several joined values keeps to stays an end", async () => {
  const graph = new Graph("joined");
  const x = graph.input("x", "float32", ["batch", 16]);
  const both = [graph.add("Sigmoid", [x], x.shape), x];
  const joined = graph.add("Concat", both, ["batch", 32], { attributes: { axis: 1 } });
  const grid = [
    graph.constant(Float32Array.of(1 / 255), []),
    graph.constant(Uint8Array.of(0), [], "uint8"),
  ];
  const integer = graph.add("QuantizeLinear", [joined, ...grid], joined.shape, { dtype: "uint8" });
  const options = { dtype: "float32" } as const;
  graph.output("y", graph.add("DequantizeLinear", [integer, ...grid], joined.shape, options));
  const feed = { x: { data: new Random(1).normals(64), shape: [4, 16] } };
  const { graph: lifted } = await liftedModel(encodeModel(graph), createSession);
  const [found, expected] = [await runGraph(lifted, feed), await runGraph(graph, feed)];
  const answers = expected.y!.data as Float32Array;
  (found.y!.data as Float32Array).forEach((value, i) => {
    expect(Math.abs(value - answers[i]!)).toBeLessThan(0.6 / 255);
  });
});
