/** @file The whole road: recordings → windows → teachers → distilled student → ONNX → pruned, quantized → latency → report. */
import { join } from "node:path";
import { setBackend } from "@tensorflow/tfjs";
import { stringify } from "yaml";
import { writeAtomic, writeJson, writeOrRemove } from "#core/files";
import { quietTf } from "#record/quiet";
import type { RunResult } from "#report/result";
import { writeReport } from "#report/write-report";
import { checkApplicable } from "./pipeline/applicable.ts";
import { baselineStage } from "./pipeline/baseline-stage.ts";
import { benchmarkStage } from "./pipeline/benchmark-stage.ts";
import { calibrationStage } from "./pipeline/calibration-stage.ts";
import { collectResult, dataFacts, type SeedOutcome } from "./pipeline/collect-result.ts";
import type { Config } from "./pipeline/config-schema.ts";
import { type RunEnvironment, runEnvironment } from "./pipeline/environment.ts";
import { exportStage } from "./pipeline/files-stage.ts";
import { metricsLog } from "./pipeline/metrics-log.ts";
import { checkPlan, engineNamed, planFor } from "./pipeline/plans.ts";
import { prepareData, trainingData } from "./pipeline/prepare-data.ts";
import { profileStage } from "./pipeline/profile-stage.ts";
import { pruneStage } from "./pipeline/prune-stage.ts";
import { type QuantizedFile, quantizeStage } from "./pipeline/quantize-stage.ts";
import type { Road } from "./pipeline/road.ts";
import { robustnessStage } from "./pipeline/robustness-stage.ts";
import { filesOf, shippedName, studentFiles } from "./pipeline/seed-files.ts";
import { openStageStore } from "./pipeline/stage-store.ts";
import { trainSeed } from "./pipeline/train-seed.ts";

/**
 * Go the whole road. Every stage is kept under `<outFolder>/<name>` and reused while its inputs are the same; a run
 * that was stopped goes on from its last checkpoint.
 */
export async function runPipeline(
  config: Config,
  given: Partial<RunEnvironment> = {},
): Promise<RunResult> {
  const environment = runEnvironment(given);
  const { outFolder, clock, fresh } = environment;
  const started = clock();
  checkPlan(config, config.method);
  quietTf();
  await setBackend("cpu");
  const store = await openStageStore(join(outFolder, config.name), { clock, fresh });
  const log = metricsLog(store, environment);
  try {
    log.onProgress({ task: `data ${config.data.dataset}`, done: 0, total: 1 });
    const data = await prepareData(config);
    log.onProgress({ task: `data ${config.data.dataset}`, done: 1, total: 1 });
    await checkApplicable(planFor(config, config.method, 0), trainingData(config, data, 0));
    const road: Road = {
      config,
      data,
      engine: await engineNamed(config.engine),
      store,
      environment: { ...environment, onProgress: log.onProgress },
    };
    const outcomes: SeedOutcome[] = [];
    for (const seed of config.seeds)
      outcomes.push(await runSeed(road, seed, outcomes[0]?.quantized));
    const files = filesOf(outcomes[0]!);
    const latencies = await benchmarkStage(road, files);
    const profile = await profileStage(road, files[shippedName(outcomes[0]!)]!);
    const result = collectResult(road, outcomes, { latencies, profile }, started);
    await writeOutputs(road, outcomes[0]!, result);
    return result;
  } finally {
    await log.written().finally(() => store.close());
  }
}

/** Train, export, prune and quantize (like the first seed) with one seed; classic models beside. */
async function runSeed(road: Road, seed: number, first?: QuantizedFile): Promise<SeedOutcome> {
  const models = [];
  for (const model of await trainSeed(road, seed))
    models.push({ model, file: await exportStage(road, model) });
  const { model, file } = models.at(-1)!;
  const pruned = await pruneStage(road, { model, file });
  const quantized = await quantizeStage(road, { model, file: pruned ?? file }, first);
  const students = studentFiles({ models, pruned, quantized });
  return {
    ...{ seed, models, pruned, quantized },
    calibrations: await calibrationStage(road, seed, students),
    robustness: await robustnessStage(road, seed, students),
    baselines: await baselineStage(road, seed),
  };
}

/** What a person looks for, at the top of the run folder: all of one run, also where a later one failed. */
async function writeOutputs(
  road: Road,
  { models, pruned, quantized }: SeedOutcome,
  result: RunResult,
): Promise<void> {
  const { folder } = road.store;
  const inFolder = (name: string) => join(folder, name);
  await writeAtomic(inFolder("config.resolved.yaml"), stringify(road.config));
  await writeJson(inFolder("dataset.json"), dataFacts(road));
  await writeAtomic(inFolder("model.onnx"), models.at(-1)!.file.bytes);
  await writeOrRemove(inFolder("model.pruned.onnx"), pruned?.bytes);
  await writeOrRemove(inFolder("model.quantized.onnx"), quantized?.bytes);
  await writeReport(folder, result);
}
