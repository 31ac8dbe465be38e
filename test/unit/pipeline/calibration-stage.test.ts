import { setBackend } from "@tensorflow/tfjs";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { quietTf } from "#record/quiet";
import { baselineStage } from "#src/pipeline/baseline-stage";
import { calibrationStage } from "#src/pipeline/calibration-stage";
import { measureFile } from "#src/pipeline/exported";
import { temporaryFolder } from "#test/support/temporary-folder";
import { calibrationMetrics } from "#train/calibration";
import { tiny, tinyConfig, tinyRoad } from "./tiny-road.ts";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

async function calibrated(changed = {}) {
  const road = await tinyRoad(await temporaryFolder(), tinyConfig(changed));
  onTestFinished(() => road.store.close());
  const { file } = (await baselineStage(road, 1))[0]!; // quickly fitted, and right at times
  return { road, file, found: (await calibrationStage(road, 1, { ridge: file })).ridge! };
}

test("the error is the file's, and the temperature lowers the surprise on validation windows", async () => {
  const { road, file, found } = await calibrated();
  const { ece } = await measureFile("again", file.bytes, road.data.raw.test);
  expect(found.before.ece).toBe(ece);
  const held = road.data.raw.validation!;
  const { logits } = await measureFile("held", file.bytes, held);
  const nll = (temperature: number) =>
    calibrationMetrics(
      logits.map((z) => z / temperature),
      held.labels,
      held.classes.length,
    ).nll;
  const { temperature } = found.scaled!;
  for (const other of [1, 0.8 * temperature, 1.25 * temperature])
    expect(nll(temperature)).toBeLessThanOrEqual(nll(other) + 1e-6);
  expect(found.scaled!.bins.reduce((sum, { count }) => sum + count, 0)).toBe(10);
});

test("without validation windows there is no temperature", async () => {
  const { found } = await calibrated({ data: { ...tiny.data, split: { test: 1, validation: 0 } } });
  expect(found.scaled).toBeNull();
  expect(found.before.bins.length).toBeGreaterThan(0);
});
