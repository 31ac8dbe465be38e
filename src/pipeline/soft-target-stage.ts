/** @file What a teacher's soft targets of the training windows hold, kept beside its weights. */
import { join } from "node:path";
import { readJson, writeJson } from "#core/files";
import type { Trained } from "#distill/distill";
import { classTargets, meanNormalisedEntropy, softTargets } from "#distill/soft-targets";
import { predictor } from "#train/predict";
import { readWeights } from "#train/weights";
import { agreementOfRows, classSimilarity } from "./class-similarity.ts";
import { trainingData } from "./prepare-data.ts";
import type { Road } from "./road.ts";

export interface SoftTargetFigures {
  /** Mean normalised entropy: 0 one-hot, 1 uniform. */
  readonly entropy: number;
  /** Mean Spearman correlation of a class's mean soft target with how alike the movements of other classes are. */
  readonly similarity: number;
}

export async function softTargetStage(
  { engine, config, data, store }: Road,
  { network, key }: Pick<Trained, "network" | "key">,
  temperature: number,
): Promise<SoftTargetFigures> {
  const { inputs } = config.student;
  const spec = {
    name: "soft-targets",
    path: `soft-targets/${key.slice(0, 16)}`,
    options: { temperature, inputs },
    after: [key],
  };
  const { folder } = await store.stage(spec, async (target) => {
    const { train } = trainingData(config, data, 0);
    const runner = await predictor(engine, network);
    try {
      const { logits } = await runner.predict(readWeights(network.model), train);
      const targets = softTargets(logits!, temperature);
      const means = classTargets(targets, train.labels, train.classes.length);
      const figures: SoftTargetFigures = {
        entropy: meanNormalisedEntropy(targets),
        similarity: agreementOfRows(
          means.map((each) => each.mean),
          classSimilarity(train, inputs),
        ),
      };
      await writeJson(join(target, "soft-targets.json"), figures);
    } finally {
      await runner.release();
    }
  });
  return (await readJson<SoftTargetFigures>(join(folder, "soft-targets.json")))!;
}
