/** @file A student's float file as it may be shipped: its temperature fitted to validation windows, like a run's. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeAtomic } from "#core/files";
import type { ExportedStudent } from "#src/pipeline/aware-stage";
import type { ModelFile } from "#src/pipeline/files-stage";
import { keyedStages } from "#src/pipeline/keyed-stages";
import type { Road } from "#src/pipeline/road";
import type { ScoredModel } from "#src/pipeline/score-contender";
import { withTemperature } from "#src/pipeline/temperature";

/** A student that was trained in full, and the float file that its scores come from. */
export interface FullStudent {
  readonly model: ExportedStudent["model"];
  readonly scored: Pick<ScoredModel, "key" | "path">;
}

const fileName = "model.onnx";

/** What every scheme starts from: their files say the same temperature. */
export async function floatStage(
  { data, store }: Road,
  { model, scored }: FullStudent,
): Promise<Pick<ModelFile, "key" | "bytes">> {
  const spec = {
    ...{ name: "float", path: `seed-${model.seed}/float` },
    ...{ options: {}, after: [scored.key] },
  };
  const { key, folder } = await keyedStages(store).stage(spec, async (place) => {
    const bytes = await withTemperature(await readFile(scored.path), data.raw.validation);
    await writeAtomic(join(place, fileName), bytes);
  });
  return { key, bytes: await readFile(join(folder, fileName)) };
}
