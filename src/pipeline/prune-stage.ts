/** @file The stage that prunes an exported student as the configuration says, and what the file scores. */
import { join } from "node:path";
import type { PruneGoal } from "#compress/prune";
import { writeAtomic } from "#core/files";
import { graphCost } from "#export/cost";
import { inOpset } from "#graph/opset/convert-opset";
import { encodeModel } from "#graph/protobuf";
import type { ExportedStudent } from "./aware-stage.ts";
import type { PruneChoice } from "./config-schema.ts";
import { fileFormStage } from "./file-form-stage.ts";
import { type ModelFile, readModelFile, scoreOf, writeFacts } from "./files-stage.ts";
import { prunedGraph } from "./pruned-graph.ts";
import { dataKey, type Road } from "./road.ts";
import { withTemperature } from "./temperature.ts";

const fileName = "model.onnx";

/** `undefined` where the configuration does not ask for it. Resumes from the step at hand. */
export async function pruneStage(
  road: Road,
  { model, file }: ExportedStudent,
): Promise<ModelFile | undefined> {
  const { config, store } = road;
  const options = config.prune;
  if (!options) return undefined;
  const { seed } = model;
  const path = `seed-${seed}/pruned`;
  const spec = {
    ...{ name: "prune", path, after: [file.key, dataKey(road)] },
    options: { ...options, train: config.train.student },
  };
  const { key, folder } = await store.stage(spec, async (target) => {
    const pruning = { ...options, goal: goalOf(options) };
    const place = { task: path, folder: target };
    const graph = await prunedGraph(road, { model, file }, pruning, place);
    const encoded = encodeModel(inOpset(graph, config.export.opset), { valueInfo: true });
    const bytes = await withTemperature(encoded, road.data.raw.validation);
    const { macs, parameters } = graphCost(graph);
    await writeAtomic(join(target, fileName), bytes);
    await writeFacts(target, {
      cost: { macs, parameters },
      score: await scoreOf(road, bytes, seed),
    });
  });
  const pruned = await readModelFile(key, folder, fileName);
  return fileFormStage(road, { name: "pruned", seed, file: pruned });
}

/** The configuration has one of the three. */
function goalOf({ macs, bytes, sparsity }: PruneChoice): PruneGoal {
  if (macs !== undefined) return { macs };
  return bytes === undefined ? { sparsity: sparsity! } : { bytes };
}
