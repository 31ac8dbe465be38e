/** @file Windows → batches of equal size, shuffled, augmented and mixed by chance that can be replayed. */
import { UserError } from "#core/errors";
import type { Random } from "#core/random";
import type {
  Batch,
  BatchMix,
  BatchSource,
  Modality,
  NdArray,
  Sample,
  SampleAugment,
  Window,
  WindowedSignal,
  WindowSet,
} from "#core/signal";

export interface BatchOptions {
  readonly batchSize: number;
  /** Source of the order and of all chance in `augment` and `mix`. */
  readonly random: Random;
  /** Modalities to hand out; default: all. */
  readonly modalities?: readonly Modality[];
  /** Default true; false: the order of the window set. */
  readonly shuffle?: boolean;
  readonly augment?: SampleAugment;
  readonly mix?: BatchMix;
  /** With `augment`: this many augmented views of a sample exist, and epoch e uses view e mod `views`; default: a new one in each epoch. */
  readonly views?: number;
}

/**
 * Batches of a window set; every batch is full: the last one wraps to the start of the epoch's order. A sample's
 * augmented view depends on (seed, epoch or view, row) alone, so that it can be made again anywhere. Each batch is
 * new memory: the next may be prepared while one is in use.
 */
export function makeBatches(set: WindowSet, options: BatchOptions): BatchSource {
  const { batchSize, random, shuffle = true, mix, modalities = Object.keys(set.signals) } = options;
  if (!Number.isInteger(batchSize) || batchSize < 1)
    throw new UserError(`batches: batchSize must be a whole number above 0, received ${batchSize}`);
  if (set.size === 0) throw new UserError("batches: the window set is empty");
  const signals = modalities.map((modality) => [modality, signalOf(set, modality)] as const);
  const company = companyOf(set);
  const orderOf = rememberLast((epoch) =>
    shuffle
      ? random.fork("order", epoch).permutation(set.size)
      : Int32Array.from({ length: set.size }, (_, i) => i),
  );
  return {
    batchSize,
    batchesPerEpoch: Math.ceil(set.size / batchSize),
    batch(epoch, index) {
      const order = orderOf(epoch);
      const rows = Int32Array.from(
        { length: batchSize },
        (_, i) => order[(index * batchSize + i) % set.size]!,
      );
      const inputs: Record<Modality, NdArray> = {};
      for (const [modality, signal] of signals) inputs[modality] = gather(signal, rows);
      const batch: Batch = { inputs, labels: oneHot(set, rows), sampleIds: rows };
      augmentRows(batch, signals, epoch, options, company);
      return mix ? mix(batch, random.fork("mix", epoch, index)) : batch;
    },
  };
}

function signalOf(set: WindowSet, modality: Modality): WindowedSignal {
  const signal = set.signals[modality];
  if (signal) return signal;
  throw new UserError(
    `batches: the windows hold no "${modality}"`,
    `known: ${Object.keys(set.signals).join(", ")}`,
  );
}

function rememberLast<T>(compute: (key: number) => T): (key: number) => T {
  let last: { readonly key: number; readonly value: T } | undefined;
  return (key) => {
    if (last?.key !== key) last = { key, value: compute(key) };
    return last.value;
  };
}

function gather({ data, length, channels }: WindowedSignal, rows: Int32Array): NdArray {
  const width = length * channels.length;
  const gathered = new Float32Array(rows.length * width);
  rows.forEach((row, i) => {
    gathered.set(data.subarray(row * width, (row + 1) * width), i * width);
  });
  return { data: gathered, shape: [rows.length, length, channels.length] };
}

function oneHot({ labels, classes }: WindowSet, rows: Int32Array): NdArray {
  const data = new Float32Array(rows.length * classes.length);
  rows.forEach((row, i) => {
    data[i * classes.length + labels[row]!] = 1;
  });
  return { data, shape: [rows.length, classes.length] };
}

function augmentRows(
  batch: Batch,
  signals: readonly (readonly [Modality, WindowedSignal])[],
  epoch: number,
  { augment, views, random }: BatchOptions,
  { classes, sibling }: Company,
): void {
  if (!augment) return;
  const view = views === undefined ? epoch : epoch % views;
  const chance = random.fork("augment", view);
  batch.sampleIds.forEach((row, i) => {
    const windows: Record<Modality, Window> = {};
    for (const [modality, signal] of signals)
      windows[modality] = { ...signal, data: rowOf(batch.inputs[modality]!.data, signal, i) };
    const label = batch.labels.data.subarray(i * classes.length, (i + 1) * classes.length);
    augment({ windows, label, classes, sibling: sibling(row) }, chance.fork(row));
  });
}

function rowOf(data: Float32Array, { length, channels }: WindowedSignal, row: number) {
  const width = length * channels.length;
  return data.subarray(row * width, (row + 1) * width);
}

/** What samples may ask about the set they come from. */
interface Company {
  readonly classes: readonly string[];
  sibling(row: number): Sample["sibling"];
}

function companyOf(set: WindowSet): Company {
  const groupOf = (row: number) => `${set.labels[row]} ${set.subjects[row]}`;
  const groups = new Map<string, number[]>();
  for (let row = 0; row < set.size; row++) {
    const group = groups.get(groupOf(row));
    if (group) group.push(row);
    else groups.set(groupOf(row), [row]);
  }
  return {
    classes: set.classes,
    sibling: (row) => (modality, random) => {
      const group = groups.get(groupOf(row))!;
      const signal = set.signals[modality]!;
      return rowOf(signal.data, signal, group[random.integer(group.length)]!);
    },
  };
}
