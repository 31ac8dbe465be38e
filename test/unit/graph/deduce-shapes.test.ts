/** What our rules say of sizes, held against what onnxruntime then makes. */
import { setBackend } from "@tensorflow/tfjs";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { sizeOf } from "#core/signal";
import { copyGraph } from "#graph/copy-graph";
import { arrays } from "#graph/decode-tensor";
import { deduceShapes } from "#graph/deduce-shapes";
import { type Attributes, Graph, unknownShape, type Value } from "#graph/graph";
import { decodeModel, encodeModel } from "#graph/protobuf";
import { quietTf } from "#record/quiet";
import { createOrtNodeSession } from "#runtime/ort-node";
import { layerGraphs } from "#test/support/layer-graphs";
import { opsetSamples } from "#test/support/opset-samples";
import { sampleGraphs } from "#test/support/sample-graphs";
import { smallForms, studentFiles } from "#test/support/student-files";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

/** A copy for one window in which no result has a shape. */
function bare(given: Graph): Graph {
  const graph = copyGraph(given);
  for (const input of graph.inputs) input.shape = input.shape.map(sizeOfOne);
  for (const value of resultsOf(graph)) value.shape = unknownShape;
  return graph;
}

function sizeOfOne(size: number | string): number {
  return typeof size === "number" ? size : 1;
}

function resultsOf({ nodes }: Graph): Value[] {
  return nodes.filter(({ domain }) => domain === "").flatMap(({ outputs }) => outputs);
}

/** Results by name, with the shapes that they have when the graph runs on zeros. */
async function made(given: Graph) {
  const probe = decodeModel(encodeModel(given));
  probe.outputs.splice(0, probe.outputs.length, ...probe.nodes.flatMap(({ outputs }) => outputs));
  const session = await createOrtNodeSession(encodeModel(probe), { optimization: "disabled" });
  const feeds = probe.inputs.map(({ name, dtype, shape }) => {
    const sizes = shape as readonly number[];
    return [name, { dtype, shape: sizes, data: new arrays[dtype](sizeOf(sizes)) }] as const;
  });
  return await session.run(Object.fromEntries(feeds)).finally(() => session.release());
}

/** How many results our rules decide, of how many; each is as it turns out. */
async function decided(given: Graph): Promise<[number, number]> {
  const graph = bare(given);
  const expected = await made(graph);
  deduceShapes(graph);
  const results = resultsOf(graph).filter(
    ({ readers, name }) => readers.length > 0 && expected[name],
  );
  const known = results.filter(({ shape }) => shape !== unknownShape);
  for (const { name, shape } of known)
    expect([name, ...shape]).toEqual([name, ...expected[name]!.shape]);
  return [known.length, results.length];
}

test("every result in the file of every student is decided", async () => {
  for (const { model } of studentFiles()) {
    const [known, all] = await decided(decodeModel(model.bytes));
    expect(known).toBe(all);
  }
});

test("in its small forms nothing is decided wrongly", async () => {
  const [first] = studentFiles();
  for (const { graph } of smallForms([first!])) await decided(graph);
});

test("nor in any layer that formats write, whatever the operator set", async () => {
  const graphs = [
    ...layerGraphs.map(({ bytes }) => decodeModel(bytes)),
    ...sampleGraphs.map((make) => make()),
    ...opsetSamples.filter(({ until }) => until === undefined).map(({ graph }) => graph()),
  ];
  for (const graph of graphs) await decided(graph);
});

/** One node whose further inputs are whole numbers. */
async function nodeOf(op: string, sizes: readonly number[], told: Told): Promise<[number, number]> {
  const graph = new Graph(op);
  const x = graph.input("x", "float32", sizes);
  const constants = (told.inputs ?? []).map((numbers) =>
    graph.constant(BigInt64Array.from(numbers, BigInt), [numbers.length], "int64"),
  );
  const node = graph.addNode(op, [x, ...constants], told.outputs ?? [unknownType], {
    attributes: told.attributes ?? {},
  });
  for (const [i, output] of node.outputs.entries())
    graph.output(`y${i}`, graph.add("Identity", [output], unknownShape));
  return decided(graph);
}

interface Told {
  readonly inputs?: readonly (readonly number[])[];
  readonly attributes?: Attributes;
  readonly outputs?: readonly (typeof unknownType)[];
}

const unknownType = { dtype: "float32", shape: unknownShape } as const;
const whole = (min: number, max: number) => fc.integer({ min, max });
const steps = fc.constantFrom(-3, -2, -1, 1, 2, 3);

test("slices, from wherever to wherever", async () => {
  const part = fc.record({ start: whole(-12, 12), end: whole(-12, 12), step: steps });
  const property = fc.asyncProperty(whole(1, 9), part, async (size, { start, end, step }) => {
    const inputs = [[start], [end], [-1], [step]];
    expect(await nodeOf("Slice", [2, size], { inputs })).toEqual([1, 1]);
  });
  await fc.assert(property, { numRuns: 150 });
  const far = [[-1], [-Number.MAX_SAFE_INTEGER], [1], [-1]];
  expect(await nodeOf("Slice", [2, 5], { inputs: far })).toEqual([1, 1]);
});

test("windows, however they are padded and stepped", async () => {
  const window = fc.record({
    kernel: whole(1, 4),
    stride: whole(1, 3),
    pads: fc.constantFrom([0, 0], [1, 0], [1, 1]),
    padding: fc.constantFrom("NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER"),
    ceil: whole(0, 1),
  });
  const property = fc.asyncProperty(whole(4, 12), window, async (length, it) => {
    fc.pre(it.stride <= it.kernel && it.pads.every((pad) => pad < it.kernel)); // onnxruntime refuses others
    const attributes: Attributes = {
      ...{ kernel_shape: [it.kernel], strides: [it.stride], ceil_mode: it.ceil },
      ...(it.padding === "NOTSET" ? { pads: it.pads } : { auto_pad: it.padding }),
    };
    await nodeOf("MaxPool", [1, 2, length], { attributes });
    await nodeOf("AveragePool", [1, 2, length], { attributes });
  });
  await fc.assert(property, { numRuns: 100 });
});

test.each<[string, readonly number[], Told]>([
  ["Reshape", [2, 3, 4], { inputs: [[0, -1]] }],
  ["Reshape", [2, 3, 4], { inputs: [[-1, 2, 0]] }],
  ["Gather", [2, 3, 4], { inputs: [[2, 0]], attributes: { axis: -2 } }],
  [
    "Split",
    [2, 6],
    { inputs: [[1, 5]], attributes: { axis: 1 }, outputs: [unknownType, unknownType] },
  ],
  ["Split", [2, 6], { attributes: { axis: 1 }, outputs: [unknownType, unknownType] }],
  ["Pad", [2, 3], { inputs: [[0, 1, 0, -2]] }],
  ["Flatten", [2, 3, 4], { attributes: { axis: -1 } }],
  ["Squeeze", [2, 1, 4], { inputs: [[-2]] }],
  ["Unsqueeze", [2, 4], { inputs: [[1, -1]] }],
])("%s of [%j] %j", async (op, sizes, told) => {
  const [known, all] = await nodeOf(op, sizes, told);
  expect(known).toBe(all);
});
