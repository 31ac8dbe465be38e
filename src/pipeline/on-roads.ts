/** @file A locked run folder, an engine and the data cut into folds: the ground for trainings side by side. */
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { setBackend } from "@tensorflow/tfjs";
import { quietTf } from "#record/quiet";
import type { Config } from "./config-schema.ts";
import { type RunEnvironment, runEnvironment } from "./environment.ts";
import { engineNamed } from "./plans.ts";
import { cutData, foldsOf, splitData } from "./prepare-data.ts";
import { openStageStore } from "./stage-store.ts";
import type { FoldRoad, Grid } from "./train-grid.ts";

export interface Roads extends Pick<Grid, "folds" | "roadOf"> {
  /** Path of the run folder. */
  readonly folder: string;
  /** What was typed, for pages to tell. */
  readonly command: string;
}

export interface RoadsOptions {
  /** Name of the run folder. */
  readonly folder: string;
  /** Trainings at the same time. */
  readonly jobs: number;
}

/** Work on the data of a configuration; the folder is given back in any case. */
export async function onRoads<T>(
  config: Config,
  { folder, jobs }: RoadsOptions,
  given: Partial<RunEnvironment>,
  work: (roads: Roads) => Promise<T>,
): Promise<T> {
  const environment = runEnvironment(given);
  const { outFolder, clock, fresh, command } = environment;
  quietTf();
  await setBackend("cpu");
  const store = await openStageStore(join(outFolder, folder), { clock, fresh });
  try {
    const cut = await cutData(config);
    const folds = foldsOf(config, cut);
    const engine = await engineNamed(config.engine, enginePlace(jobs));
    const roadOf = (fold: number): FoldRoad => ({
      fold,
      config,
      data: splitData(config, cut, fold),
      engine,
      store: folds.length > 1 ? store.inside(`fold-${fold}`) : store,
      environment,
    });
    return await work({ folds, roadOf, folder: store.folder, command });
  } finally {
    await store.close();
  }
}

/** One training at a time has the usual engine; several share the processors, and none holds the others up. */
function enginePlace(jobs: number) {
  if (jobs === 1) return {};
  return { threads: Math.max(1, Math.floor(availableParallelism() / jobs)), aside: true };
}
