/** @file How an exported student is trained further: as the student was, but for length and rate. */
import { join } from "node:path";
import { Random } from "#core/random";
import type { StageContext, TrainOptions } from "#distill/train-stage";
import { trainOptions } from "./plans.ts";
import { trainingData } from "./prepare-data.ts";
import type { Road } from "./road.ts";

/** Seconds between checkpoints. */
const checkpointInterval = 5;

export interface FurtherTraining {
  readonly train: TrainOptions;
  /** Of one training; its name tells its checkpoint and its chance from those of others. */
  contextOf(name: string): StageContext;
}

export interface TrainingPlace {
  readonly seed: number;
  /** Names it in progress reports. */
  readonly task: string;
  /** Where checkpoints are kept. */
  readonly folder: string;
}

export function furtherTraining(
  { config, data, engine, environment }: Road,
  { epochs, learningRate }: { readonly epochs: number; readonly learningRate: number },
  { seed, task, folder }: TrainingPlace,
): FurtherTraining {
  const { clock, onProgress, signal } = environment;
  const { student } = config.train;
  return {
    train: trainOptions({ ...student, epochs, learningRate, earlyStopping: null }),
    contextOf: (name) => ({
      ...{ engine, task, onProgress, signal },
      data: trainingData(config, data, seed),
      random: new Random(seed).fork("further", name),
      checkpoint: {
        path: join(folder, `${name}.bin`),
        everySeconds: checkpointInterval,
        clock,
      },
    }),
  };
}
