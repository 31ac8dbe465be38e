import { describe, expect, test } from "vitest";
import { liftedModel } from "#export/lift/lifted-model";
import { calibratedRanges } from "#export/quantize/calibrated-ranges";
import { openModel } from "#export/quantize/open-model";
import { quantizeDefaults } from "#export/quantize/quantize-model";
import type { Scheme } from "#export/quantize/scheme";
import * as schemes from "#export/quantize/schemes";
import { quantizeTargets } from "#export/quantize/targets";
import { Graph } from "#graph/graph";
import { opsetOf } from "#graph/opset/convert-opset";
import { workingOpset } from "#graph/opset/working-opset";
import { encodeModel } from "#graph/protobuf";
import { verifyModel } from "#graph/verify-model";
import { createOrtNodeSession as createSession } from "#runtime/ort-node";
import { runnableOpset } from "#runtime/runnable-opset";
import { runGraph } from "#test/support/run-graph";
import { randomArray } from "#test/support/tensors";

/** Wrapped padding cannot be said before set 19, so the graph stays of its own set; sums and means name axes there. */
function foreign(opset: number): Graph {
  const graph = new Graph("foreign");
  graph.opsets.set("", opset);
  const weight = (seed: number, ...shape: number[]) => {
    const length = shape.reduce((a, b) => a * b);
    return graph.constant(randomArray(length, seed), shape);
  };
  const list = (...values: bigint[]) =>
    graph.constant(BigInt64Array.from(values), [values.length], "int64");
  const x = graph.input("signal", "float32", ["n", 4, 32]);
  const wrapped = graph.add("Pad", [x, list(0n, 0n, 2n, 0n, 0n, 2n)], ["n", 4, 36], {
    attributes: { mode: "wrap" },
  });
  const window = { kernel_shape: [5], strides: [1] };
  const first = graph.add("Conv", [wrapped, weight(1, 8, 4, 5)], ["n", 8, 32], {
    attributes: { ...window, pads: [0, 0] },
  });
  const active = graph.add("Relu", [first], first.shape);
  const second = graph.add("Conv", [active, weight(2, 8, 8, 5)], first.shape, {
    attributes: { ...window, pads: [2, 2] },
  });
  const joined = graph.add("Add", [second, active], first.shape);
  const attributes = { keepdims: 0 };
  const reduced = ["ReduceMean", "ReduceSum"].map((op) =>
    graph.add(op, [joined, list(-1n)], ["n", 8], { attributes }),
  );
  const [a, b] = reduced.map((value, i) =>
    graph.add("Gemm", [value, weight(3 + i, 8, 12), weight(5, 12)], ["n", 12]),
  );
  const scores = graph.add("Add", [a, b], ["n", 12]);
  graph.output("scores", scores);
  return graph;
}

const feeds = {
  signal: { dtype: "float32", shape: [64, 4, 32], data: randomArray(64 * 128, 9) } as const,
};

/** Root of the mean squared difference as a share. */
function apart(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [difference, size] = [0, 0];
  for (let i = 0; i < b.length; i++) {
    difference += (a[i]! - b[i]!) ** 2;
    size += b[i]! ** 2;
  }
  return Math.sqrt(difference / size);
}

const scoresOf = async (graph: Graph) => (await runGraph(graph, feeds)).scores!.data as never;

async function builtForms(opset: number, { forms }: Scheme) {
  const graph = await openModel(encodeModel(foreign(opset)), createSession);
  const { ranges } = await calibratedRanges(graph, {
    ...{ ...quantizeDefaults, calibration: [feeds], createSession },
    ...{ graph, target: quantizeTargets.cpu },
  });
  const source = { graph, ranges, weightBits: 8, keep: new Set<string>() } as const;
  const float = await scoresOf(graph);
  return { float, built: forms.map((form) => ({ ...form, ...form.build(source) })) };
}

describe.each([19, 22, runnableOpset])("a model of set %i", (opset) => {
  test("keeps its set, and its mean finds its name", async () => {
    const graph = await openModel(encodeModel(foreign(opset)), createSession);
    expect(opsetOf(graph)).toBe(opset);
    expect(opset).toBeGreaterThan(workingOpset);
    expect(graph.nodesOf("GlobalAveragePool")).toHaveLength(1);
    expect(apart(await scoresOf(graph), await scoresOf(foreign(opset)))).toBeLessThan(1e-5);
  });

  test.each(Object.values<Scheme>(schemes))(
    "$name writes it in words of that set",
    async (scheme) => {
      const { built, float } = await builtForms(opset, scheme);
      for (const { name, graph } of built) {
        const file = encodeModel(graph, { valueInfo: true });
        expect(verifyModel(file).problems, name).toEqual([]);
        const most = scheme.name === "weight-int4" ? 0.2 : 0.06;
        expect(apart(await scoresOf(graph), float), name).toBeLessThan(most);
      }
    },
  );

  test("its integer operators become real ones in words of that set", async () => {
    const { built, float } = await builtForms(opset, schemes.staticInt8);
    const own = built.find(({ portable }) => !portable)!;
    const { graph } = await liftedModel(encodeModel(own.graph), createSession);
    expect(verifyModel(encodeModel(graph)).problems).toEqual([]);
    expect(apart(await scoresOf(graph), float)).toBeLessThan(0.06);
  });
});
