import { copyFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setBackend } from "@tensorflow/tfjs";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { stringify } from "yaml";
import { contentHash } from "#export/write-metadata";
import { decodeModel, encodeModel } from "#graph/protobuf";
import { quietTf } from "#record/quiet";
import { exportStage } from "#src/pipeline/files-stage";
import { liveRun } from "#src/pipeline/live-run";
import { writeDataBeside } from "#test/support/data-beside";
import { exportedModel } from "#test/support/exported";
import { temporaryFolder } from "#test/support/temporary-folder";
import { tiny, tinyRoad, untrained } from "./tiny-road.ts";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

test("a run: its smallest file, who trained, and one person who did not", async () => {
  const folder = await temporaryFolder();
  const road = await tinyRoad(join(folder, "stages"));
  onTestFinished(() => road.store.close());
  const { path } = await exportStage(road, await untrained(road, "alone", 1));
  await expect(liveRun(folder, undefined)).rejects.toThrow("holds no model");
  await copyFile(path, join(folder, "model.onnx"));
  expect((await liveRun(folder, undefined)).windows).toBeUndefined(); // as in the folder of a search
  await writeFile(join(folder, "config.resolved.yaml"), stringify(tiny));
  const { title, model, windows } = await liveRun(folder, undefined);
  expect(title).toMatch(/, model\.onnx$/);
  expect(model.length).toBeGreaterThan(1000);
  expect(new Set(windows!.test.subjects).size).toBe(1);
  expect(windows!.train.subjects).not.toContain(windows!.test.subjects[0]);

  const alone = await liveRun(join(folder, "model.onnx"), undefined);
  expect(alone.windows).toBeUndefined();
  const played = await liveRun(join(folder, "model.onnx"), join(folder, "config.resolved.yaml"));
  expect(played.windows).toEqual(windows);

  const turned = decodeModel(model);
  const labels: string[] = JSON.parse(turned.metadata.get("labels")!);
  turned.metadata.set("labels", JSON.stringify(labels.toReversed()));
  await writeFile(join(folder, "turned.onnx"), encodeModel(turned));
  const other = await liveRun(join(folder, "turned.onnx"), join(folder, "config.resolved.yaml"));
  expect(other.windows!.train.classes).toEqual(labels.toReversed());
  expect([...other.windows!.train.labels]).toEqual(
    Array.from(windows!.train.labels, (label) => labels.length - 1 - label),
  );
  turned.metadata.set("labels", JSON.stringify(labels.map((_, i) => `other ${i}`)));
  await writeFile(join(folder, "other.onnx"), encodeModel(turned));
  await expect(
    liveRun(join(folder, "other.onnx"), join(folder, "config.resolved.yaml")),
  ).rejects.toThrow("of the data is none of the model's: other 0, other 1");
});

test("a file with its weights beside it", async () => {
  const { bytes } = exportedModel();
  const path = join(await temporaryFolder(), "model.onnx");
  await writeDataBeside(path, bytes);
  const { model } = await liveRun(path, undefined);
  expect(contentHash(decodeModel(model))).toBe(contentHash(decodeModel(bytes)));
});

test("a file that is not there is a sentence", async () => {
  await expect(liveRun("nowhere.onnx", undefined)).rejects.toThrow("nowhere.onnx cannot be read");
});
