/** @file A road over a little of the demo's data, with networks that were never trained: for tests of what comes after. */
import { Random } from "#core/random";
import { buildNetwork } from "#distill/distill-plan";
import { createOrtNodeSession } from "#runtime/ort-node";
import { parseConfig } from "#src/pipeline/config";
import type { Config } from "#src/pipeline/config-schema";
import { prepareData, trainingData } from "#src/pipeline/prepare-data";
import { networkNamed } from "#src/pipeline/registries";
import type { Road } from "#src/pipeline/road";
import { openStageStore, type StageStore } from "#src/pipeline/stage-store";
import type { TrainedModel } from "#src/pipeline/train-seed";
import type { EpochFigures } from "#train/checkpoint";
import { recordedEngine } from "#train/engines/recorded";

export const tiny = {
  name: "tiny",
  data: {
    dataset: "demo",
    options: { subjects: 4, takes: 1 },
    modalities: { acc: { steps: 16 } },
    split: { test: 1, validation: 1 },
  },
  teachers: { big: { network: "wrn1d", inputs: ["acc"], options: { depth: 10, width: 1 } } },
  student: { network: "cnn1d-tiny", inputs: ["acc"] },
  method: { name: "kd" },
  quantize: { target: "portable", calibrationWindows: 16 },
  benchmark: null,
} as const;

export function tinyConfig(changed: object = {}): Config {
  return parseConfig({ ...tiny, ...changed }, { source: "tiny" });
}

export const clock = () => new Date("2026-01-02T03:04:05Z");

/** Close its store when done. */
export interface TinyRoad extends Road {
  readonly store: StageStore;
}

export async function tinyRoad(folder: string, config = tinyConfig()): Promise<TinyRoad> {
  return {
    config,
    data: await prepareData(config),
    engine: recordedEngine(createOrtNodeSession, { threads: 1 }),
    store: await openStageStore(folder, { clock }),
    environment: {
      outFolder: folder,
      fresh: false,
      onProgress: () => undefined,
      clock,
      signal: new AbortController().signal,
      command: "wristill run tiny.yaml",
    },
  };
}

const history: readonly EpochFigures[] = [
  {
    epoch: 1,
    loss: 2,
    learningRate: 1e-3,
    trainAccuracy: 0.25,
    validationAccuracy: 0.5,
    validationLoss: 1,
  },
];

/** As if it had been trained for one epoch. */
export async function untrained(
  { config, data }: Road,
  kind: TrainedModel["kind"],
  seed: number,
): Promise<TrainedModel> {
  const role = kind === "teacher" ? "big" : "student";
  const {
    network: name,
    options,
    inputs,
  } = kind === "teacher" ? config.teachers.big! : config.student;
  const plan = { entry: networkNamed(name), options, inputs };
  const random = new Random(seed).fork(kind);
  const network = await buildNetwork(plan, trainingData(config, data, seed), random.integer(1e6));
  const key = `${kind} ${seed}`;
  return {
    kind,
    seed,
    trained: {
      network,
      parts: {},
      extended: network,
      role,
      entry: name,
      history,
      key,
      taughtBy: [],
    },
  };
}
