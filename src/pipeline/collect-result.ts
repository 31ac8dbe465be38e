/** @file Everything a run found out, put together for the report. */
import { relative } from "node:path";
import type { Robustness } from "#benchmarks/measures/robustness";
import type { WindowSet } from "#core/signal";
import { gain } from "#report/gain";
import type { OperatorTimes } from "#report/operator-bars";
import {
  type DataFacts,
  type LearningCurve,
  type ModelResult,
  type PartFacts,
  type RobustnessFacts,
  type RunResult,
  resultFormat,
} from "#report/result";
import { subjectsOf } from "#sensors/split";
import type { BaselineFile } from "./baseline-stage.ts";
import type { Latencies } from "./benchmark-stage.ts";
import type { Calibrations } from "./calibration-stage.ts";
import type { ModelFile } from "./files-stage.ts";
import { provenance } from "./provenance.ts";
import type { QuantizedFile } from "./quantize-stage.ts";
import { datasetNamed, methodNamed } from "./registries.ts";
import type { Road } from "./road.ts";
import type { TrainedModel } from "./train-seed.ts";

/** One seed's models with their files. */
export interface SeedOutcome {
  readonly seed: number;
  readonly models: readonly { readonly model: TrainedModel; readonly file: ModelFile }[];
  readonly pruned: ModelFile | undefined;
  readonly quantized: QuantizedFile | undefined;
  /** By name of the model, {@link nameOf}. */
  readonly calibrations: Calibrations;
  readonly robustness: Robustness | undefined;
  readonly baselines: readonly BaselineFile[];
}

/** What was measured of the first seed's files. */
export interface MeasuredFiles {
  readonly latencies: Latencies;
  /** Of the file that is shipped. */
  readonly profile: OperatorTimes | undefined;
}

export function collectResult(
  road: Road,
  outcomes: readonly SeedOutcome[],
  { latencies, profile }: MeasuredFiles,
  started: Date,
): RunResult {
  const { config, environment } = road;
  const { name, summary, source } = methodNamed(config.method.name);
  const models = [
    ...trainedModels(road, outcomes, latencies),
    ...madeModel(road, outcomes, latencies, "pruned"),
    ...madeModel(road, outcomes, latencies, "quantized"),
    ...baselineModels(road, outcomes, latencies),
  ];
  const { convolutions } = outcomes[0]!.pruned ?? outcomes[0]!.models.at(-1)!.file;
  const created = environment.clock();
  return {
    format: resultFormat,
    name: config.name,
    created: created.toISOString(),
    seconds: (created.getTime() - started.getTime()) / 1000,
    seeds: config.seeds,
    method: { name, summary, source },
    config,
    data: dataFacts(road),
    models,
    gain: gain(models),
    quantization: outcomes[0]?.quantized?.quantization ?? null,
    ...(convolutions !== undefined && { convolutions }),
    robustness: robustnessFacts(outcomes, models),
    profile: profile ? { ...shipped(models), ...profile } : null,
    provenance: provenance(road),
  };
}

/** Last of the networks that fit: what comes later was made from what came before. */
function shipped(models: readonly ModelResult[]): Pick<ModelResult, "kind" | "role"> {
  const { kind, role } = models.findLast((model) => model.kind !== "baseline")!;
  return { kind, role };
}

/** The name of a model in the benchmark and in file names. */
export function nameOf({ kind, trained }: TrainedModel): string {
  return kind === "teacher" ? `teacher ${trained.role}` : kind;
}

function trainedModels(
  road: Road,
  outcomes: readonly SeedOutcome[],
  latencies: Latencies,
): ModelResult[] {
  return outcomes[0]!.models.map(({ model, file }, i) => {
    const { kind, trained } = model;
    return {
      kind,
      role: kind === "teacher" ? trained.role : null,
      network: trained.entry,
      inputs: trained.network.inputs.map(({ modality }) => modality),
      ...sizeOfFile(road, file),
      seeds: outcomes.map(({ models }) => models[i]!.file.score),
      curves: outcomes.map(({ models }) => curveOf(models[i]!.model)),
      latency: latencies[nameOf(model)] ?? {},
      calibration: calibrationsOf(outcomes, nameOf(model)),
    };
  });
}

/** What was made of the last of the trained models. */
function madeModel(
  road: Road,
  outcomes: readonly SeedOutcome[],
  latencies: Latencies,
  kind: "pruned" | "quantized",
): ModelResult[] {
  const files = outcomes.flatMap((outcome) => outcome[kind] ?? []);
  const [first] = files;
  if (!first) return [];
  const { network, inputs } = road.config.student;
  const { models, pruned } = outcomes[0]!;
  const made = kind === "quantized" && pruned ? "pruned" : models.at(-1)!.model.kind;
  return [
    {
      ...{ kind, role: made, network, inputs },
      ...sizeOfFile(road, first),
      seeds: files.map(({ score }) => score),
      curves: [],
      latency: latencies[kind] ?? {},
      calibration: calibrationsOf(outcomes, kind),
    },
  ];
}

function baselineModels(
  road: Road,
  outcomes: readonly SeedOutcome[],
  latencies: Latencies,
): ModelResult[] {
  return outcomes[0]!.baselines.map(({ name, file }, i) => ({
    kind: "baseline",
    role: name,
    network: "features",
    inputs: road.config.student.inputs,
    ...sizeOfFile(road, file),
    seeds: outcomes.map(({ baselines }) => baselines[i]!.file.score),
    curves: [],
    latency: latencies[baselineTitle(name)] ?? {},
    calibration: [],
  }));
}

/** The name of a classic model in the benchmark. */
export function baselineTitle(name: string): string {
  return `baseline ${name}`;
}

function calibrationsOf(outcomes: readonly SeedOutcome[], name: string) {
  return outcomes.flatMap(({ calibrations }) => calibrations[name] ?? []);
}

/** Seed by seed as they were measured → model by model. */
function robustnessFacts(
  outcomes: readonly SeedOutcome[],
  models: readonly ModelResult[],
): RobustnessFacts | null {
  const measured = outcomes.flatMap(({ robustness }) => robustness ?? []);
  const [first] = measured;
  if (!first) return null;
  const disturbances = first.disturbances.map(({ accuracy: known, ...facts }, i) => ({
    ...facts,
    models: models.flatMap(({ kind, role }) =>
      known[kind]
        ? [
            {
              ...{ kind, role },
              accuracy: measured.map(({ disturbances }) => disturbances[i]!.accuracy[kind]!),
            },
          ]
        : [],
    ),
  }));
  return { windows: first.windows, disturbances };
}

function sizeOfFile({ store }: Road, { cost, bytes, path }: ModelFile) {
  return { ...cost, bytes: bytes.length, file: relative(store.folder, path) };
}

function curveOf({ seed, trained }: TrainedModel): LearningCurve {
  const epochs = trained.history.map(({ epoch, loss, trainAccuracy, validationAccuracy }) => ({
    epoch,
    loss,
    trainAccuracy,
    validationAccuracy,
  }));
  return { seed, epochs };
}

export function dataFacts({ config, data }: Pick<Road, "config" | "data">): DataFacts {
  const { name, title, source, license, homepage, anonymous } = datasetNamed(config.data.dataset);
  const { train, validation, test } = data.raw;
  const modalities = Object.entries(train.signals).map(
    ([modality, { length, channels, unit, sampleRate, processing }]) =>
      [
        modality,
        { steps: length, channels, unit, sampleRate, ...(processing && { processing }) },
      ] as const,
  );
  const parts = [
    partFacts("train", train),
    ...(validation ? [partFacts("validation", validation)] : []),
    partFacts("test", test),
  ];
  return {
    name,
    title,
    source,
    license,
    ...(homepage !== undefined && { homepage }),
    classes: train.classes,
    modalities: Object.fromEntries(modalities),
    ...(anonymous && { anonymous }),
    parts,
    dropped: Object.fromEntries(Object.entries(data.dropped).filter(([, count]) => count > 0)),
  };
}

function partFacts(name: PartFacts["name"], set: WindowSet): PartFacts {
  const windowsPerClass = set.classes.map(
    (_, k) => set.labels.filter((label) => label === k).length,
  );
  return { name, subjects: subjectsOf(set), windows: set.size, windowsPerClass };
}
