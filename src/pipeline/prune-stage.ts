/** @file The stage that prunes an exported student, its unpruned self as the teacher, and what the file scores. */
import { join } from "node:path";
import { type PruneGoal, pruneToGoal } from "#compress/prune";
import { writeAtomic, writeJson } from "#core/files";
import { graphCost } from "#export/cost";
import { contentHash } from "#export/write-metadata";
import { inOpset, toWorkingOpset } from "#graph/opset/convert-opset";
import { decodeModel, encodeModel } from "#graph/protobuf";
import type { ExportedStudent } from "./aware-stage.ts";
import type { PruneChoice } from "./config-schema.ts";
import { type ModelFile, readModelFile, scoreOf, writeFacts } from "./files-stage.ts";
import { furtherTraining } from "./further-training.ts";
import { dataKey, type Road } from "./road.ts";

const fileName = "model.onnx";

/** `undefined` where the configuration does not ask for it. Resumes from the step at hand. */
export async function pruneStage(
  road: Road,
  { model, file }: ExportedStudent,
): Promise<ModelFile | undefined> {
  const { config, store, data } = road;
  const options = config.prune;
  if (!options) return undefined;
  const { seed } = model;
  const path = `seed-${seed}/pruned`;
  const spec = {
    ...{ name: "prune", path, after: [file.key, dataKey(road)] },
    options: { ...options, train: config.train.student },
  };
  const { key, folder } = await store.stage(spec, async (target) => {
    const training = furtherTraining(road, options, { seed, task: path, folder: target });
    const { steps, temperature, lambda } = options;
    const { graph, history } = await pruneToGoal(
      toWorkingOpset(decodeModel(file.bytes)),
      {
        ...{ goal: goalOf(options), steps, temperature, lambda, train: training.train },
        ...{ teacher: model.trained.network, normalization: data.normalization },
      },
      (step) => training.contextOf(`step-${step}`),
    );
    graph.metadata.set("content_sha256", contentHash(graph));
    const bytes = encodeModel(inOpset(graph, config.export.opset), { valueInfo: true });
    const { macs, parameters } = graphCost(graph);
    await writeAtomic(join(target, fileName), bytes);
    await writeJson(join(target, "history.json"), history);
    await writeFacts(target, {
      cost: { macs, parameters },
      score: await scoreOf(road, bytes, seed),
    });
  });
  return readModelFile(key, folder, fileName);
}

/** The configuration has one of the three. */
function goalOf({ macs, bytes, sparsity }: PruneChoice): PruneGoal {
  if (macs !== undefined) return { macs };
  return bytes === undefined ? { sparsity: sparsity! } : { bytes };
}
