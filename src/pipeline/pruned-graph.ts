/** @file An exported student pruned to a goal, its unpruned self as the teacher; resumes from the step at hand. */
import { join } from "node:path";
import { type PruneGoal, pruneToGoal } from "#compress/prune";
import { writeJson } from "#core/files";
import { contentHash } from "#export/write-metadata";
import type { Graph } from "#graph/graph";
import { toWorkingOpset } from "#graph/opset/convert-opset";
import { decodeModel } from "#graph/protobuf";
import type { ExportedStudent } from "./aware-stage.ts";
import type { PruneTraining } from "./config-schema.ts";
import { furtherTraining, type TrainingPlace } from "./further-training.ts";
import type { Road } from "./road.ts";

export interface Pruning extends PruneTraining {
  readonly goal: PruneGoal;
}

/** `place.folder` keeps checkpoints, and `history.json` in the end. */
export async function prunedGraph(
  road: Road,
  { model, file }: ExportedStudent,
  options: Pruning,
  place: Omit<TrainingPlace, "seed">,
): Promise<Graph> {
  const { goal, steps, temperature, lambda, teach } = options;
  const training = furtherTraining(road, options, { ...place, seed: model.seed });
  const { graph, history } = await pruneToGoal(
    toWorkingOpset(decodeModel(file.bytes)),
    {
      ...{ goal, steps, teach, temperature, lambda, train: training.train },
      ...{ teacher: model.trained.network, normalization: road.data.normalization },
    },
    (step) => training.contextOf(`step-${step}`),
  );
  graph.metadata.set("content_sha256", contentHash(graph));
  await writeJson(join(place.folder, "history.json"), history);
  return graph;
}
