/** The pruned student: its file, its score, what is made of it, and what a configuration may ask for. */
import { setBackend } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { graphCost } from "#export/cost";
import { readMetadata } from "#export/metadata";
import { decodeModel } from "#graph/protobuf";
import { verifyModel } from "#graph/verify-model";
import { quietTf } from "#record/quiet";
import { collectResult } from "#src/pipeline/collect-result";
import { measureFile } from "#src/pipeline/exported";
import { exportStage } from "#src/pipeline/files-stage";
import { pruneStage } from "#src/pipeline/prune-stage";
import { quantizeStage } from "#src/pipeline/quantize-stage";
import { temporaryFolder } from "#test/support/temporary-folder";
import { clock, tinyConfig, tinyRoad, untrained } from "./tiny-road.ts";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

async function exported(prune: object | null, changed: object = {}) {
  const road = await tinyRoad(await temporaryFolder(), tinyConfig({ prune, ...changed }));
  onTestFinished(() => road.store.close());
  const model = await untrained(road, "distilled", 1);
  return { road, student: { model, file: await exportStage(road, model) } };
}

describe("a student with half the multiplications", () => {
  test("has a file, a score, a line in the result, and is what is quantized", async () => {
    const { road, student } = await exported({ macs: 0.5, epochs: 2, steps: 2 });
    const pruned = (await pruneStage(road, student))!;
    const graph = decodeModel(pruned.bytes);
    expect(pruned.cost.macs).toBe(graphCost(graph).macs);
    expect(pruned.cost.macs).toBeLessThanOrEqual(0.5 * student.file.cost.macs);
    expect(readMetadata(graph)!.labels).toEqual(road.data.raw.train.classes);
    const { accuracy } = await measureFile("again", pruned.bytes, road.data.raw.test);
    expect(pruned.score.accuracy).toBe(accuracy);
    expect(await pruneStage(road, student)).toEqual(pruned);

    const quantized = (await quantizeStage(road, { ...student, file: pruned }))!;
    expect(quantized.bytes.length).toBeLessThan(pruned.bytes.length);
    const nothing = { calibrations: {}, robustness: undefined, baselines: [] };
    const outcome = { seed: 1, models: [student], pruned, quantized, ...nothing };
    const { models } = collectResult(
      road,
      [outcome],
      { latencies: {}, profile: undefined },
      clock(),
    );
    expect(models.map(({ kind, role }) => [kind, role])).toEqual([
      ["distilled", null],
      ["pruned", "distilled"],
      ["quantized", "pruned"],
    ]);
  });

  test("is of the operator set that the configuration says, as all other files", async () => {
    const more = { export: { opset: 24 }, quantize: { scheme: "weight-int8", target: "mcu" } };
    const { road, student } = await exported({ macs: 0.5, epochs: 1, steps: 1 }, more);
    const pruned = (await pruneStage(road, student))!;
    const quantized = (await quantizeStage(road, { ...student, file: pruned }))!;
    for (const { bytes } of [student.file, pruned, quantized]) {
      expect(decodeModel(bytes).opsets.get("")).toBe(24);
      expect(verifyModel(bytes).problems).toEqual([]);
    }
  });

  test("has the form of convolutions that is faster for itself, whatever the unpruned one has", async () => {
    const prune = { macs: 0.5, epochs: 1, steps: 1 };
    const quantize = { scheme: "fp16", target: "cpu", calibrationWindows: 16 };
    const { road, student } = await exported(prune, { quantize, export: { conv: "auto" } });
    const pruned = (await pruneStage(road, student))!;
    expect(pruned.convolutions).toMatch(/ take [\d.]+ times as long on onnxruntime-node/);
    const ranks = [...decodeModel(pruned.bytes).constants()].map(({ shape }) => shape.length);
    expect(ranks.includes(4)).toBe(pruned.convolutions!.startsWith("convolutions of height 1"));
    const { accuracy } = await measureFile("again", pruned.bytes, road.data.raw.test);
    expect(pruned.score.accuracy).toBe(accuracy);
    expect(readMetadata(decodeModel(pruned.bytes))!.temperature).toBeGreaterThan(0);
    expect(await pruneStage(road, student)).toEqual(pruned);
  });

  test("is not made where nobody asks", async () => {
    const { road, student } = await exported(null);
    expect(await pruneStage(road, student)).toBeUndefined();
  });
});

test.each([{}, { macs: 0.5, sparsity: 0.5 }])("%j is one goal too few or too many", (prune) => {
  expect(() => tinyConfig({ prune })).toThrow(/expected one of `macs`, `bytes` and `sparsity`/);
});
