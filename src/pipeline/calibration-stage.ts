/** @file The stage that asks how far the probabilities of one seed's students can be believed. */
import { join } from "node:path";
import { readJson, writeJson } from "#core/files";
import type { WindowSet } from "#core/signal";
import type { Reliability, SeedCalibration } from "#report/result";
import { expectedCalibrationError, reliabilityBins, statedConfidence } from "#train/calibration";
import { measureFile } from "./exported.ts";
import type { ModelFile } from "./files-stage.ts";
import type { Road } from "./road.ts";
import { temperatureOf } from "./temperature.ts";

/** By name of the file. */
export type Calibrations = Readonly<Record<string, SeedCalibration>>;

const fileName = "calibration.json";

export async function calibrationStage(
  { data, store }: Road,
  seed: number,
  files: Readonly<Record<string, ModelFile>>,
): Promise<Calibrations> {
  const spec = {
    name: "calibration",
    path: `seed-${seed}/calibration`,
    options: { seed, models: Object.keys(files) },
    after: Object.values(files).map(({ key }) => key),
  };
  const { folder } = await store.stage(spec, async (target) => {
    const found: Record<string, SeedCalibration> = {};
    for (const [name, { bytes }] of Object.entries(files))
      found[name] = { seed, ...(await calibrationOf(name, bytes, data.raw)) };
    await writeJson(join(target, fileName), found);
  });
  return (await readJson<Calibrations>(join(folder, fileName)))!;
}

async function calibrationOf(
  name: string,
  bytes: Uint8Array,
  { test, validation }: Road["data"]["raw"],
): Promise<Omit<SeedCalibration, "seed">> {
  const { logits } = await measureFile(name, bytes, test);
  const before = reliability(logits, test);
  if (!validation) return { before, scaled: null };
  const temperature = await temperatureOf(name, bytes, validation);
  const scaled = logits.map((z) => z / temperature);
  return { before, scaled: { temperature, ...reliability(scaled, test) } };
}

/** @param logits `[sample, class]`. */
function reliability(logits: Float32Array, { labels, classes }: WindowSet): Reliability {
  const { confidence, correct } = statedConfidence(logits, labels, classes.length);
  return {
    ece: expectedCalibrationError(confidence, correct),
    bins: reliabilityBins(confidence, correct),
  };
}
