import { describe, expect, test } from "vitest";
import { exportPasses } from "#export/passes/index";
import { lowerViews } from "#export/passes/lower-views";
import { calibrate } from "#export/quantize/calibrate";
import { insertQdq } from "#export/quantize/insert-qdq";
import { productPasses, qlinearPasses, standardPasses } from "#export/quantize/passes/index";
import { quantizedValues } from "#export/quantize/plan";
import type { Range } from "#export/quantize/range";
import { minMax } from "#export/quantize/ranges/min-max";
import { staticInt8 } from "#export/quantize/schemes/static-int8";
import { copyGraph } from "#graph/copy-graph";
import type { Graph } from "#graph/graph";
import { type Pass, runPasses } from "#graph/pass";
import { decodeModel, encodeModel } from "#graph/protobuf";
import { createOrtNodeSession as createSession } from "#runtime/ort-node";
import { cnn1dTiny } from "#students/cnn1d-tiny";
import { dsCnn1d } from "#students/ds-cnn1d";
import { wrn1d } from "#teachers/wrn1d";
import { builtNetwork, exportedModel, waves } from "#test/support/exported";
import { runGraph } from "#test/support/run-graph";
import { sampleGraphs } from "#test/support/sample-graphs";
import { randomArray } from "#test/support/tensors";

type Feeds = Readonly<Record<string, { dtype: "float32"; shape: number[]; data: Float32Array }>>;

async function rangesOf(graph: Graph, feeds: Feeds): Promise<Map<string, Range>> {
  const names = [...quantizedValues(graph)].map(({ name }) => name);
  const options = { calibration: [feeds], createSession, observer: minMax.observer };
  const { seen } = await calibrate(graph, names, options);
  return new Map([...seen].map(([name, observed]) => [name, minMax.choose(observed)]));
}

async function firstOutput(graph: Graph, feeds: Feeds): Promise<Float32Array> {
  const copy = decodeModel(encodeModel(graph, { valueInfo: true }));
  runPasses(copy, [lowerViews]);
  return Object.values(await runGraph(copy, feeds))[0]!.data as Float32Array;
}

const formNamed = (name: string) => staticInt8.forms.find((form) => form.name === name)!;

test("the integer graph of cnn1d-tiny keeps channels last from input to logits", async () => {
  const network = builtNetwork(cnn1dTiny);
  const { graph: float } = exportedModel(network);
  const ranges = await rangesOf(float, waves(network, 16, 1));
  const { graph } = formNamed("qlinear-conv-channels-last").build({
    ...{ graph: float, ranges, weightBits: 8, keep: new Set() },
  });
  const steps = graph.nodes.map(
    ({ op, outputs }) => `${op} ${outputs[0]!.dtype}[${outputs[0]!.shape}]`,
  );
  expect(steps).toEqual([
    "Tile float32[1,64,3]",
    "Sub float32[batch,64,3]",
    "MatMul float32[batch,64,4]",
    "QuantizeLinear uint8[batch,64,4]",
    "QLinearConv uint8[batch,64,16]",
    "NhwcMaxPool uint8[batch,32,16]",
    "QLinearConv uint8[batch,32,32]",
    "NhwcMaxPool uint8[batch,16,32]",
    "QLinearConv uint8[batch,16,64]",
    "QLinearGlobalAveragePool uint8[batch,1,64]",
    "Reshape uint8[batch,64]",
    "QGemm float32[batch,4]",
    "Softmax float32[batch,4]",
  ]);
  const layers = ["conv1", "pool1", "conv2", "pool2", "conv3", "features", "logits"];
  expect(graph.nodes.map(({ name }) => name)).toEqual(expect.arrayContaining(layers));
});

const steps = (difference: Float32Array, reference: Float32Array) =>
  Math.max(...difference.map(Math.abs)) / Math.max(...reference.map(Math.abs));

describe("every integer pass answers like the QDQ graph it starts from", () => {
  test.each([
    ["cnn1d-tiny", () => builtNetwork(cnn1dTiny)],
    ["ds-cnn1d", () => builtNetwork(dsCnn1d)],
    ["wrn1d", () => builtNetwork(wrn1d, { depth: 10, width: 1 })],
  ] as const)("%s", async (_, build) => {
    const network = build();
    const { graph } = exportedModel(network);
    await followForms(graph, waves(network, 8, 2), [
      ["fuse-qlinear-conv", "fuse-qgemm", "normalize-channels-last", "align-channels"],
      ["gather-matmul-integer"],
      ["gather-qlinear-conv", "standard-operators"],
    ]);
  });

  test.each(sampleGraphs)("$name", async (build) => {
    const graph = build();
    runPasses(graph, exportPasses());
    const shape = [4, ...(graph.inputs[0]!.shape.slice(1) as number[])];
    const data = randomArray(
      shape.reduce((a, b) => a * b),
      3,
    );
    const feeds = { x: { dtype: "float32" as const, shape, data } };
    await followForms(graph, feeds, [[], [], []]);
  });
});

/** What each form's passes rewrite at least. */
async function followForms(graph: Graph, feeds: Feeds, expected: readonly (readonly string[])[]) {
  const ranges = await rangesOf(graph, feeds);
  for (const [i, passes] of [qlinearPasses, productPasses, standardPasses].entries()) {
    const copy = copyGraph(graph);
    insertQdq(copy, ranges, 8);
    await followPasses(copy, feeds, passes, expected[i]!);
  }
}

/** One step of rounding may fall differently; ten would be a mistake. */
async function followPasses(
  graph: Graph,
  feeds: Feeds,
  passes: readonly Pass[],
  expected: readonly string[],
) {
  graph.prune();
  const qdq = await firstOutput(graph, feeds);
  const rewritten: string[] = [];
  for (const pass of passes) {
    if (runPasses(graph, [pass])[0]!.rewrites === 0) continue;
    rewritten.push(pass.name);
    const now = await firstOutput(graph, feeds);
    expect(
      steps(
        now.map((x, i) => x - qdq[i]!),
        qdq,
      ),
    ).toBeLessThan(0.03);
  }
  expect(rewritten).toEqual(expect.arrayContaining([...expected]));
}
