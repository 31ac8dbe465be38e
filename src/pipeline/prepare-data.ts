/** @file Recordings → standardised windows of three groups of people, and batches of them. */
import { createHash } from "node:crypto";
import { composeAugmentations } from "#augmentations/compose";
import { nearest, UserError } from "#core/errors";
import { mapValues } from "#core/map-values";
import { Random } from "#core/random";
import type { Normalization, Recording, WindowSet } from "#core/signal";
import type { TrainingData } from "#distill/training-data";
import { makeBatches } from "#sensors/batches";
import { groupFolds } from "#sensors/folds";
import { groupNames } from "#sensors/groups";
import { loadDataset } from "#sensors/load-dataset";
import { fitNormalization, normalizeWindows } from "#sensors/normalize";
import { completeSteps } from "#sensors/process-signal";
import { prepareSkeletons } from "#sensors/skeleton";
import { type SplitOptions, selectWindows, splitWindows } from "#sensors/split";
import type { Dropped } from "#sensors/window-places";
import { type MadeWindows, makeWindows } from "#sensors/windows";
import type { Config } from "./config-schema.ts";
import { datasetNamed } from "./registries.ts";

/** The parts in physical units; the test part is looked at once, by the exported file. */
export interface PreparedData {
  readonly raw: {
    readonly train: WindowSet;
    readonly validation: WindowSet | undefined;
    readonly test: WindowSet;
  };
  /** Fitted on the training part. */
  readonly normalization: Normalization;
  readonly dropped: Readonly<Dropped>;
  /** sha-256 over all windows, labels and parts: what stages depend on, whatever file the data came from. */
  readonly fingerprint: string;
}

/** Share of the subjects that test where neither the configuration nor the data set says who does. */
const defaultTestShare = 0.3;

/** All windows of a configuration, before they are split. */
export interface CutData {
  readonly windows: MadeWindows;
  /** Who tests by the data set's authors. */
  readonly official: readonly string[] | undefined;
}

/** Read, cut and split. The same for every seed: seeds differ in training only. */
export async function prepareData(config: Config): Promise<PreparedData> {
  return splitData(config, await cutData(config));
}

export async function cutData({ data }: Config): Promise<CutData> {
  const loaded = await loadDataset(datasetNamed(data.dataset), {
    ...(data.path !== undefined && { location: data.path }),
    options: data.options,
    random: new Random(0).fork("data"),
  });
  const recordings = prepared(onlySubjects(loaded.recordings, data.subjects), data);
  const windows = makeWindows(recordings, loaded.classes, {
    ...data.window,
    modalities: mapValues(data.modalities, ({ process, ...window }) => ({
      ...window,
      process: completeSteps(process),
    })),
  });
  return { windows, official: data.split.by === "subject" ? loaded.split?.test : undefined };
}

/** The parts of one split, or of one of its folds. */
export function splitData(
  { data }: Config,
  { windows, official }: CutData,
  fold: number = data.split.fold ?? 1,
): PreparedData {
  const options = { ...splitOptions(data.split, official), fold };
  const raw = splitWindows(windows, options, new Random(0).fork("split"));
  return {
    raw,
    normalization: fitNormalization(raw.train, {
      common: preparedModalities(data),
      kinds: mapValues(data.modalities, ({ normalize }) => normalize),
    }),
    dropped: windows.dropped,
    fingerprint: fingerprintOf(raw),
  };
}

/** The folds that stand for the whole data set: 1 to n, or the only split. */
export function foldsOf({ data: { split } }: Config, { windows }: CutData): readonly number[] {
  const { folds, fold, by } = split;
  if (folds === undefined || fold !== undefined) return [fold ?? 1];
  const count = folds === "each" ? groupNames(windows, by).length : folds;
  return Array.from({ length: count }, (_, i) => i + 1);
}

/** Who tests: as the configuration says, else as the data set's authors, else a share. */
function splitOptions(
  split: Config["data"]["split"],
  official: readonly string[] | undefined,
): SplitOptions {
  return split.folds === undefined
    ? { ...split, test: split.test ?? official ?? defaultTestShare }
    : split;
}

function onlySubjects(
  recordings: readonly Recording[],
  wanted: readonly string[] | undefined,
): readonly Recording[] {
  if (!wanted) return recordings;
  const known = [...new Set(recordings.map(({ subject }) => subject))];
  for (const name of wanted) {
    if (known.includes(name)) continue;
    const guess = nearest(name, known);
    const hint = guess === undefined ? "" : `did you mean "${guess}"? `;
    throw new UserError(`data.subjects: nobody is "${name}"`, `${hint}known: ${known.join(", ")}`);
  }
  return recordings.filter(({ subject }) => wanted.includes(subject));
}

function fingerprintOf(raw: PreparedData["raw"]): string {
  const hash = createHash("sha256");
  for (const [part, set] of Object.entries(raw)) {
    if (!set) continue;
    const { signals, labels, classes, subjects } = set;
    hash.update(JSON.stringify({ part, classes, subjects }));
    hash.update(bytesOf(labels));
    for (const [modality, { data, ...facts }] of Object.entries(signals)) {
      hash.update(JSON.stringify({ modality, ...facts }));
      hash.update(bytesOf(data));
    }
  }
  return hash.digest("hex");
}

function bytesOf({ buffer, byteOffset, byteLength }: Int32Array | Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Prepared skeletons have one unit throughout. */
function preparedModalities({ modalities }: Config["data"]): string[] {
  return Object.keys(modalities).filter((name) => modalities[name]!.prepare);
}

function prepared(
  recordings: readonly Recording[],
  { modalities }: Config["data"],
): readonly Recording[] {
  return Object.entries(modalities).reduce((all, [modality, { prepare }]) => {
    return prepare ? prepareSkeletons(all, { velocities: prepare.velocity }, modality) : all;
  }, recordings);
}

/** What training reads: standardised, augmented as configured, by a seed. */
export function trainingData(
  config: Config,
  { raw, normalization }: PreparedData,
  seed: number,
): TrainingData {
  const train = normalizeWindows(raw.train, normalization);
  const validation = raw.validation && normalizeWindows(raw.validation, normalization);
  const random = new Random(seed).fork("batches");
  return dataOf(config, normalization, train, validation, random);
}

function dataOf(
  config: Config,
  normalization: Normalization,
  train: WindowSet,
  validation: WindowSet | undefined,
  random: Random,
): TrainingData {
  const { by, validateBy = by } = config.data.split;
  const chain = composeAugmentations(config.augment, { ...train, normalization });
  return {
    train,
    validation,
    normalization,
    batches: ({ batchSize, modalities, shuffle, views }) =>
      makeBatches(train, {
        batchSize,
        modalities,
        shuffle,
        random,
        ...chain,
        ...(views !== undefined && { views }),
      }),
    folds: (count) => groupFolds(train, count, validateBy, random.fork("folds")),
    subset: (rows) => dataOf(config, normalization, selectWindows(train, rows), undefined, random),
  };
}
