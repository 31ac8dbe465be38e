/** What is told of a quantized model's answers: of classes only where they score classes. */
import { expect, test } from "vitest";
import { createJudge, type Trial } from "#export/quantize/judge";
import type { Dim, Value } from "#graph/graph";
import { Graph } from "#graph/graph";
import { encodeModel } from "#graph/protobuf";
import { createOrtNodeSession as createSession } from "#runtime/ort-node";

/** Answers `factor` times its windows of six numbers, in another shape. */
function model(factor: number, batch: Dim, row: readonly number[]): Uint8Array {
  const graph = new Graph("answers");
  const x = graph.input("x", "float32", [batch, 6]);
  const times = graph.constant(Float32Array.of(factor), []);
  const y = graph.add("Mul", [x, times], x.shape);
  const first = graph.constant(BigInt64Array.of(0n), [1], "int64");
  const end = graph.constant(
    BigInt64Array.of(BigInt(row.reduce((a, b) => a * b, 1))),
    [1],
    "int64",
  );
  const axis = graph.constant(BigInt64Array.of(1n), [1], "int64");
  const part = graph.add("Slice", [y, first, end, axis], [batch, Number(end.data![0])]);
  graph.output("y", reshaped(graph, part, [batch, ...row]));
  return encodeModel(graph);
}

function reshaped(graph: Graph, value: Value, shape: readonly Dim[]): Value {
  const sizes = shape.map((size) => (typeof size === "number" ? BigInt(size) : -1n));
  const target = graph.constant(BigInt64Array.from(sizes), [sizes.length], "int64");
  return graph.add("Reshape", [value, target], shape);
}

/** Batches of three and of two windows; the largest of six numbers is the window's own place. */
const feeds = [
  { x: { dtype: "float32", shape: [3, 6], data: rows(0, 1, 2) } },
  { x: { dtype: "float32", shape: [2, 6], data: rows(1, 5) } },
] as const;

function rows(...places: number[]): Float32Array {
  return Float32Array.from(
    places.flatMap((at) => [0, 1, 2, 3, 4, 5].map((k) => (k === at ? 2 : 1))),
  );
}

async function changeOf(row: readonly number[], trial: Trial, batch: Dim = "batch") {
  const judge = await createJudge(model(1, batch, row), trial, createSession);
  return judge(model(-0.5, batch, row));
}

test.each([[[6]], [[1, 6]], [[6, 1, 1]]])("scores in rows of %j name classes", async (row) => {
  const change = await changeOf(row, { feeds, labels: [0, 1, 2, 0, 5] });
  expect(change).toMatchObject({ windows: 5, changedClasses: 5, outputError: 1.5 });
  expect(change.accuracy).toEqual({ float: 0.8, quantized: 0.2 }); // the fourth, of which the label is not the largest
});

test.each([[[]], [[1]], [[2, 3]]])("numbers in rows of %j name none", async (row) => {
  const change = await changeOf(row, { feeds, labels: [0, 1, 1, 0, 1] });
  expect(change).toEqual({ windows: 5, outputError: 1.5 });
});

test("windows that fill a batch of fixed size up do not count", async () => {
  const full = { x: { dtype: "float32" as const, shape: [3, 6], data: rows(1, 5, 5) } };
  const trial = { feeds: [feeds[0], full], labels: [0, 1, 2, 0, 5], windows: 5 };
  const { windows, accuracy } = await changeOf([6], trial, 3);
  expect([windows, accuracy?.float]).toEqual([5, 0.8]);
});

test.each([6, -1])("label %d of six classes is a sentence", async (label) => {
  await expect(changeOf([6], { feeds, labels: [0, 1, 2, 0, label] })).rejects.toThrow(
    `label ${label} is none of the model's 6 classes`,
  );
});
