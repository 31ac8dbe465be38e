import { setBackend } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { WindowSet } from "#core/signal";
import { quietTf } from "#record/quiet";
import { baselineStage } from "#src/pipeline/baseline-stage";
import { calibrationStage } from "#src/pipeline/calibration-stage";
import { collectResult, dataFacts, nameOf, type SeedOutcome } from "#src/pipeline/collect-result";
import { exportStage } from "#src/pipeline/files-stage";
import { quantizeStage } from "#src/pipeline/quantize-stage";
import type { Road } from "#src/pipeline/road";
import { robustnessStage } from "#src/pipeline/robustness-stage";
import { studentFiles } from "#src/pipeline/seed-files";
import { temporaryFolder } from "#test/support/temporary-folder";
import { clock, tinyRoad, untrained } from "./tiny-road.ts";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

async function outcome(road: Road, seed: number): Promise<SeedOutcome> {
  const models = [];
  for (const kind of ["teacher", "alone", "distilled"] as const) {
    const model = await untrained(road, kind, seed);
    models.push({ model, file: await exportStage(road, model) });
  }
  const quantized = await quantizeStage(road, models.at(-1)!);
  const students = studentFiles({ models, pruned: undefined, quantized });
  return {
    ...{ seed, models, pruned: undefined, quantized },
    calibrations: await calibrationStage(road, seed, students),
    robustness: await robustnessStage(road, seed, students),
    baselines: await baselineStage(road, seed),
  };
}

const unmeasured = { latencies: {}, profile: undefined };

describe("the result", () => {
  test("tells of a network that the configuration does not name", async () => {
    const road = await tinyRoad(await temporaryFolder());
    onTestFinished(() => road.store.close());
    const { models, ...rest } = await outcome(road, 1);
    const [{ model, file }, ...others] = models as [SeedOutcome["models"][0], ...typeof models];
    const peer = { ...model, trained: { ...model.trained, role: "peer1" } };
    const outcomes = [{ ...rest, models: [{ model: peer, file }, ...others] }];
    const [found] = collectResult(road, outcomes, unmeasured, clock()).models;
    expect(found).toMatchObject({ kind: "teacher", role: "peer1", network: "wrn1d" });
    expect(found!.inputs).toEqual(peer.trained.network.inputs.map(({ modality }) => modality));
  });

  test("puts two seeds of every model side by side, files of the first", async () => {
    const road = await tinyRoad(await temporaryFolder());
    onTestFinished(() => road.store.close());
    const outcomes = [await outcome(road, 1), await outcome(road, 2)];
    const profile = { byOperator: [{ name: "Conv", time: 9, calls: 3 }], byNode: [] };
    const started = new Date(clock().getTime() - 9000);
    const result = collectResult(road, outcomes, { latencies: {}, profile }, started);

    expect(result.models.map(({ kind, role }) => [kind, role])).toEqual([
      ["teacher", "big"],
      ["alone", null],
      ["distilled", null],
      ["quantized", "distilled"],
      ["baseline", "ridge"],
      ["baseline", "random-forest"],
    ]);
    for (const { seeds, latency } of result.models) {
      expect(seeds.map(({ seed }) => seed)).toEqual([1, 2]);
      expect(latency).toEqual({});
    }
    const [teacher, alone, distilled, quantized] = result.models;
    expect(teacher!.network).toBe("wrn1d");
    expect(alone!.parameters).toBe(distilled!.parameters);
    expect(quantized!.bytes).toBeLessThan(distilled!.bytes!);
    expect(distilled!.file).toMatch(/^seed-1.export-distilled.model\.onnx$/);
    expect(distilled!.curves.map(({ seed, epochs }) => [seed, epochs.length])).toEqual([
      [1, 1],
      [2, 1],
    ]);
    expect(quantized!.curves).toEqual([]);

    expect(teacher!.calibration).toEqual([]);
    for (const { calibration } of [alone, distilled, quantized].map((each) => each!))
      expect(calibration.map(({ seed }) => seed)).toEqual([1, 2]);
    const [gaps] = result.robustness!.disturbances;
    expect(gaps!.models.map(({ kind }) => kind)).toEqual(["alone", "distilled", "quantized"]);
    for (const { kind, accuracy } of gaps!.models) {
      expect(accuracy.map((strengths) => strengths.length)).toEqual(
        Array(2).fill(gaps!.strengths.length),
      );
      // the tiny test part is taken whole, so undisturbed it is the accuracy of the table
      const { seeds } = result.models.find((model) => model.kind === kind)!;
      expect(accuracy.map(([first]) => first)).toEqual(seeds.map((seed) => seed.accuracy));
    }

    const gains = [0, 1].map((i) => distilled!.seeds[i]!.accuracy - alone!.seeds[i]!.accuracy);
    expect(result.gain!.n).toBe(2);
    expect(result.gain!.mean).toBeCloseTo((gains[0]! + gains[1]!) / 2, 10);
    expect(result.profile).toEqual({ kind: "quantized", role: "distilled", ...profile });
    expect(result.seconds).toBe(9);
    expect(result.created).toBe("2026-01-02T03:04:05.000Z");
    expect(result.quantization).toEqual(outcomes[0]!.quantized!.quantization);
    expect(JSON.parse(JSON.stringify(result))).toEqual(result); // plain JSON
  });
});

test("names of models", async () => {
  const road = await tinyRoad(await temporaryFolder());
  onTestFinished(() => road.store.close());
  expect(nameOf(await untrained(road, "teacher", 1))).toBe("teacher big");
  expect(nameOf(await untrained(road, "alone", 1))).toBe("alone");
});

test("facts about the data count people and windows by part and class", async () => {
  const road = await tinyRoad(await temporaryFolder());
  onTestFinished(() => road.store.close());
  const { parts, modalities, classes, dropped } = dataFacts(road);
  expect(parts.map(({ name, subjects, windows }) => [name, subjects.length, windows])).toEqual([
    ["train", 2, 20],
    ["validation", 1, 10],
    ["test", 1, 10],
  ]);
  expect(parts[0]!.windowsPerClass).toEqual(classes.map(() => 2));
  expect(modalities.acc).toMatchObject({ steps: 16, unit: "g" });
  expect(dropped).toEqual({});
  const sets: (WindowSet | undefined)[] = Object.values(road.data.raw);
  expect(sets.reduce((total, set) => total + (set?.size ?? 0), 0)).toBe(40);
});
