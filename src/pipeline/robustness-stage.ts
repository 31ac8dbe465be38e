/** @file The stage that disturbs test windows and asks one seed's students again. */
import { join } from "node:path";
import { measureRobustness, type Robustness } from "#benchmarks/measures/robustness";
import { readJson, writeJson } from "#core/files";
import { Random } from "#core/random";
import type { WindowSet } from "#core/signal";
import type { ModelFile } from "./files-stage.ts";
import type { Road } from "./road.ts";

const fileName = "robustness.json";

/** By the names of `files`; `undefined` where the configuration wants none. */
export async function robustnessStage(
  road: Road,
  seed: number,
  files: Readonly<Record<string, ModelFile>>,
): Promise<Robustness | undefined> {
  const { config, data, store, environment } = road;
  const options = config.robustness;
  if (!options) return undefined;
  const spec = {
    name: "robustness",
    path: `seed-${seed}/robustness`,
    options: { ...options, models: Object.keys(files) },
    after: Object.values(files).map(({ key }) => key),
  };
  const { folder } = await store.stage(spec, async (target) => {
    const candidates = Object.entries(files).map(([name, { bytes }]) => ({ name, bytes }));
    const measured = await measureRobustness(candidates, studentWindows(road), {
      ...options,
      normalization: data.normalization,
      random: new Random(0).fork("robustness"), // every seed's students see the same
      onProgress: environment.onProgress,
    });
    await writeJson(join(target, fileName), measured);
  });
  return readJson<Robustness>(join(folder, fileName));
}

/** The test part, with what the students read. */
function studentWindows({ config, data }: Road): WindowSet {
  const { signals, ...rest } = data.raw.test;
  const read = config.student.inputs.map((modality) => [modality, signals[modality]!]);
  return { ...rest, signals: Object.fromEntries(read) };
}
