/** Every classic model: learns what can be learnt, the same again by the same seed, and answers as its graph does. */
import { describe, expect, test } from "vitest";
import type { Baseline, Examples } from "#classic/baseline";
import * as baselines from "#classic/entries";
import { Random } from "#core/random";
import { Graph } from "#graph/graph";
import { verifyGraph } from "#graph/verify";
import { createOrtNodeSession } from "#runtime/ort-node";
import { createOrtWebSession } from "#runtime/ort-web";
import { runGraph } from "#test/support/run-graph";
import { expectClose } from "#test/support/tensors";
import { argmaxRows, confusionMatrix, metricsOf } from "#train/metrics";

// Entries differ in their option types; shared code hands options over as they are.
const entries = Object.values(baselines) as unknown as readonly Baseline[];
const [width, classes] = [7, 3];

/** Normal clouds around a point of each class; the last feature is the same everywhere. */
function clouds(counts: readonly number[], seed: number, distance = 4): Examples {
  const random = new Random(seed);
  const labels = Int32Array.from(counts.flatMap((count, k) => new Array<number>(count).fill(k)));
  const features = Float32Array.from({ length: labels.length * width }, (_, i) => {
    const [row, f] = [Math.floor(i / width), i % width];
    if (f === width - 1) return 9.81;
    return random.normal() + (f === labels[row] ? distance : 0);
  });
  return { features, width, labels, classes };
}

function accuracyOf(logits: Float32Array, { labels }: Examples): number {
  return metricsOf(confusionMatrix(labels, argmaxRows(logits, classes), classes)).accuracy;
}

describe.each(entries)("$name", (entry) => {
  const { options, grid } = entry;
  const learn = (examples: Examples, changes: object = {}, seed = 1) =>
    entry.fit(examples, { ...options, ...changes }, new Random(seed));
  const training = clouds([80, 80, 80], 1);
  const fresh = clouds([200, 200, 200], 2);

  test("learns what can be learnt", () => {
    const model = learn(training);
    expect(accuracyOf(model.predict(fresh.features), fresh)).toBeGreaterThan(0.95);
    expect(model.parameters).toBeGreaterThan(0);
  });

  test("is the same again by the same seed", () => {
    const [a, b] = [learn(training, {}, 5), learn(training, {}, 5)];
    expect(a.predict(fresh.features)).toEqual(b.predict(fresh.features));
  });

  test("tries options that it has", () => {
    expect(grid.length).toBeGreaterThan(1);
    for (const tried of grid) {
      expect(Object.keys(options)).toEqual(expect.arrayContaining(Object.keys(tried)));
      expect(accuracyOf(learn(training, tried).predict(fresh.features), fresh)).toBeGreaterThan(
        0.9,
      );
    }
  });

  test("gives a rare class its share when balanced", () => {
    const uneven = clouds([300, 300, 12], 3, 1.5);
    const rare = clouds([1, 1, 300], 4, 1.5);
    const recall = (balanced: boolean) =>
      accuracyOf(learn(uneven, { balanced, leafRows: 5 }).predict(rare.features), rare);
    expect(recall(true)).toBeGreaterThan(recall(false) + 0.1);
  });

  test.each([
    ["onnxruntime-node", createOrtNodeSession],
    ["onnxruntime-web", createOrtWebSession],
  ] as const)("answers as its graph in %s, one row or many", async (_, createSession) => {
    const model = learn(training);
    const graph = new Graph(entry.name);
    const logits = model.emit(graph, graph.input("features", "float32", ["batch", width]));
    graph.output("logits", logits);
    verifyGraph(graph);
    expect(new Set(graph.nodes.map(({ domain }) => domain))).toEqual(new Set([""]));
    for (const rows of [1, 64]) {
      const data = fresh.features.slice(0, rows * width);
      const found = await runGraph(
        graph,
        { features: { data, shape: [rows, width] } },
        createSession,
      );
      expect(found.logits!.shape).toEqual([rows, classes]);
      expectClose(found.logits!.data as Float32Array, model.predict(data), { absolute: 1e-4 });
    }
  });
});
