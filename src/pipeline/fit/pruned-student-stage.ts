/** @file A student of a search pruned to the budget: its float file, and what that gets right on the validation part. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { CostGoal } from "#compress/prune";
import { readJson, writeAtomic, writeJson } from "#core/files";
import { graphCost } from "#export/cost";
import { inOpset } from "#graph/opset/convert-opset";
import { encodeModel } from "#graph/protobuf";
import { type Config, type PruneTraining, pruneDefaults } from "#src/pipeline/config-schema";
import { measureFile } from "#src/pipeline/exported";
import { fileProvenance, withProvenance } from "#src/pipeline/file-provenance";
import { keyedStages } from "#src/pipeline/keyed-stages";
import { prunedGraph } from "#src/pipeline/pruned-graph";
import { dataKey, type Road } from "#src/pipeline/road";
import { metricsOf } from "#train/metrics";
import type { FullStudent } from "./float-stage.ts";

interface Facts {
  readonly macs: number;
  /** On the validation part. */
  readonly accuracy: number;
}

export interface PrunedStudent extends FullStudent, Facts {}

const fileName = "model.onnx";

function trainingOf({ prune }: Config): PruneTraining {
  const { steps, epochs, learningRate, temperature, lambda, teach } = prune ?? pruneDefaults;
  return { steps, epochs, learningRate, temperature, lambda, teach };
}

/**
 * Trained as `prune` of the configuration says, whose goal is the search's. Resumes from the step at hand.
 *
 * @param goal Its key says what it counts.
 */
export async function prunedStudentStage(
  road: Road,
  { model, method, scored }: FullStudent,
  goal: CostGoal & { readonly key: object },
): Promise<PrunedStudent> {
  const training = trainingOf(road.config);
  const provenance = fileProvenance(road.config, method, model.seed);
  const path = `seed-${model.seed}/pruned`;
  const spec = {
    ...{ name: "pruned-student", path, after: [scored.key, dataKey(road)] },
    options: { ...training, provenance, goal: goal.key, train: road.config.train.student },
  };
  const { key, folder } = await keyedStages(road.store).stage(spec, async (target) => {
    const bytesOfWhole = withProvenance(await readFile(scored.path), provenance); // they count, too
    const file = { key: scored.key, bytes: bytesOfWhole };
    const place = { task: path, folder: target };
    const graph = await prunedGraph(road, { model, file }, { ...training, goal }, place);
    const bytes = encodeModel(inOpset(graph, road.config.export.opset), { valueInfo: true });
    const { confusion } = await measureFile("pruned", bytes, road.data.raw.validation!);
    await writeAtomic(join(target, fileName), bytes);
    const { accuracy } = metricsOf(confusion);
    const facts: Facts = { macs: graphCost(graph).macs, accuracy };
    await writeJson(join(target, "facts.json"), facts);
  });
  const facts = (await readJson<Facts>(join(folder, "facts.json")))!;
  return { model, method, scored: { key, path: join(folder, fileName) }, ...facts };
}
