import { describe, expect, test } from "vitest";
import { exportPasses } from "#export/passes/index";
import { lowerViews } from "#export/passes/lower-views";
import type { Graph } from "#graph/graph";
import { type Pass, runPasses } from "#graph/pass";
import { decodeModel, encodeModel } from "#graph/protobuf";
import { recordInference } from "#record/inference";
import { cnn1dTiny } from "#students/cnn1d-tiny";
import { dsCnn1d } from "#students/ds-cnn1d";
import { fuse } from "#teachers/fuse";
import { wrn1d } from "#teachers/wrn1d";
import { acceleration, builtNetwork, skeleton, waves } from "#test/support/exported";
import { runGraph } from "#test/support/run-graph";
import { sampleGraphs } from "#test/support/sample-graphs";
import { expectClose, randomArray } from "#test/support/tensors";

type Feeds = Parameters<typeof runGraph>[1];

/** Views are not ONNX: a copy is lowered before it runs. */
async function outputOf(graph: Graph, feeds: Feeds): Promise<Float32Array> {
  const copy = decodeModel(encodeModel(graph, { valueInfo: true }));
  runPasses(copy, [lowerViews]);
  const results = await runGraph(copy, feeds);
  return Object.values(results)[0]!.data as Float32Array;
}

async function expectSameAfterEach(graph: Graph, passes: readonly Pass[], feeds: Feeds) {
  const before = await outputOf(graph, feeds);
  expect(Math.max(...before.map(Math.abs))).toBeGreaterThan(0);
  const rewritten: string[] = [];
  for (const pass of passes) {
    if (runPasses(graph, [pass])[0]!.rewrites === 0) continue;
    rewritten.push(pass.name);
    expectClose(await outputOf(graph, feeds), before, { absolute: 2e-5, relative: 2e-4 });
  }
  return rewritten;
}

const layoutOps = (graph: Graph) =>
  graph.nodes.filter(({ op }) => op === "Transpose" || op === "Reshape").length;

describe.each(["2d", "1d"] as const)("%s", (conv) => {
  test.each(sampleGraphs)("$name computes the same after every pass", async (build) => {
    const graph = build();
    const shape = [3, ...(graph.inputs[0]!.shape.slice(1) as number[])];
    const feeds = {
      x: {
        shape,
        data: randomArray(
          shape.reduce((a, b) => a * b),
          3,
        ),
      },
    };
    const rewritten = await expectSameAfterEach(graph, exportPasses(conv), feeds);
    expect(rewritten).toContain("sink-views");
    expect(graph.nodesOf("MatMul")).toEqual([]);
  });

  test.each([
    ["cnn1d-tiny", () => builtNetwork(cnn1dTiny)],
    ["ds-cnn1d", () => builtNetwork(dsCnn1d)],
    ["wrn1d", () => builtNetwork(wrn1d, { depth: 10, width: 1 })],
    ["fuse", () => builtNetwork(fuse, { depth: 10, width: 1 }, [acceleration, skeleton])],
  ] as const)("%s: the same after every pass, one layout change per input", async (_, build) => {
    const network = build();
    const graph = recordInference(network);
    await expectSameAfterEach(graph, exportPasses(conv), waves(network, 3, 1));
    const perInput = conv === "2d" ? 2 : 1; // Transpose, and Reshape to rank 4
    expect(layoutOps(graph)).toBe(network.inputs.length * perInput + 1); // and before the classifier
  });
});
