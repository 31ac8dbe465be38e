/** Exported files of a network, and what they score. */
import { readFile, writeFile } from "node:fs/promises";
import { setBackend } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { readMetadata } from "#export/metadata";
import { decodeModel } from "#graph/protobuf";
import { quietTf } from "#record/quiet";
import { baselineStage } from "#src/pipeline/baseline-stage";
import { measureFile } from "#src/pipeline/exported";
import { exportStage } from "#src/pipeline/files-stage";
import type { Road } from "#src/pipeline/road";
import { temperatureOf } from "#src/pipeline/temperature";
import { temporaryFolder } from "#test/support/temporary-folder";
import { weightsOf } from "#train/weights";
import { tinyConfig, tinyRoad, untrained } from "./tiny-road.ts";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

async function openRoad(config = tinyConfig()): Promise<Road> {
  const road = await tinyRoad(await temporaryFolder(), config);
  onTestFinished(() => road.store.close());
  return road;
}

describe("a network's file", () => {
  test("is what the stage returns, scored on the test part by running it", async () => {
    const road = await openRoad();
    const model = await untrained(road, "distilled", 1);
    const { path, bytes, score, cost, key } = await exportStage(road, model);
    expect((await readFile(path)).equals(bytes)).toBe(true);
    const { accuracy, confusion } = await measureFile("again", bytes, road.data.raw.test);
    expect(score).toMatchObject({ seed: 1, accuracy, confusion });
    expect(cost.parameters).toBe(weightsOf([model.trained.network.model]).parameters.size);
    expect(cost.macs).toBeGreaterThan(cost.parameters);
    const { provenance, labels, temperature } = readMetadata(decodeModel(bytes))!;
    const fitted = await temperatureOf("again", bytes, road.data.raw.validation!);
    expect(temperature).toBe(fitted);
    expect(provenance).toEqual({ dataset: "demo", method: "kd", seed: "1" });
    expect(labels).toEqual(road.data.raw.train.classes);
    expect(key.length).toBeGreaterThan(0);
  });

  test("is taken from the folder the next time, and made anew for other weights", async () => {
    const road = await openRoad();
    const model = await untrained(road, "alone", 1);
    const first = await exportStage(road, model);
    expect(await exportStage(road, model)).toEqual(first);
    const retrained = { ...model, trained: { ...model.trained, key: "other" } };
    expect((await exportStage(road, retrained)).key).not.toBe(first.key);
  });
});

test("a damaged file in the folder is said to be one", async () => {
  const road = await openRoad();
  const model = await untrained(road, "alone", 1);
  const { path } = await exportStage(road, model);
  await writeFile(path.replace("model.onnx", "facts.json"), "{");
  await expect(exportStage(road, model)).rejects.toThrow("is not valid JSON");
});

test("a classic model has learnt as much as a teacher as it has as a baseline", async () => {
  const config = tinyConfig({
    teachers: { big: { network: "ridge", inputs: ["acc"] } },
    baselines: ["ridge"],
  });
  const road = await openRoad(config);
  const teacher = await exportStage(road, await untrained(road, "teacher", 1));
  const [baseline] = await baselineStage(road, 1);
  expect(teacher.cost.parameters).toBe(baseline!.file.cost.parameters);
});
