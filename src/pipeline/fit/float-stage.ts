/** @file A student's float file as it may be shipped: it says where it comes from, and a temperature fitted to validation windows, like a run's. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeAtomic } from "#core/files";
import type { ExportedStudent } from "#src/pipeline/aware-stage";
import { fileProvenance, withProvenance } from "#src/pipeline/file-provenance";
import type { ModelFile } from "#src/pipeline/files-stage";
import { keyedStages } from "#src/pipeline/keyed-stages";
import type { Road } from "#src/pipeline/road";
import type { ScoredModel } from "#src/pipeline/score-contender";
import { withTemperature } from "#src/pipeline/temperature";

/** A student that was trained in full, and the float file that its scores come from. */
export interface FullStudent {
  readonly model: ExportedStudent["model"];
  /** Name of what trained it. */
  readonly method: string;
  readonly scored: Pick<ScoredModel, "key" | "path">;
}

const fileName = "model.onnx";

/** What every scheme starts from: their files say the same temperature. */
export async function floatStage(
  { config, data, store }: Road,
  { model, method, scored }: FullStudent,
): Promise<Pick<ModelFile, "key" | "bytes">> {
  const provenance = fileProvenance(config, method, model.seed);
  const spec = {
    ...{ name: "float", path: `seed-${model.seed}/float` },
    ...{ options: { provenance }, after: [scored.key] },
  };
  const { key, folder } = await keyedStages(store).stage(spec, async (place) => {
    const file = withProvenance(await readFile(scored.path), provenance);
    const bytes = await withTemperature(file, data.raw.validation);
    await writeAtomic(join(place, fileName), bytes);
  });
  return { key, bytes: await readFile(join(folder, fileName)) };
}
