/** @file Noise in the shape of UCI HAR: what is in the windows does not change how long a step takes. */
import { Random } from "#core/random";
import type { Batch, WindowSet } from "#core/signal";
import type { TrainingData } from "#distill/training-data";

const [length, channels, classes, subjects] = [128, 9, 6, 8];
export const modality = "imu";

/** As many windows of 2.56 s from eight people, six activities; validation is the first dozen. */
export function activityData(size: number): TrainingData {
  const train = noiseWindows(size);
  const data: TrainingData = {
    train,
    validation: noiseWindows(12),
    batches: ({ batchSize }) => ({
      batchSize,
      batchesPerEpoch: Math.ceil(size / batchSize),
      batch: (_, index) => batchOf(train, index * batchSize, batchSize),
    }),
    folds: () => [],
    subset: ({ length: rows }) => activityData(rows),
  };
  return data;
}

function noiseWindows(size: number): WindowSet {
  const data = Float32Array.from(new Random(1).normals(size * length * channels));
  const names = Array.from({ length: channels }, (_, c) => `c${c}`);
  const signal = { data, length, channels: names, sampleRate: 50, unit: "g" };
  return {
    size,
    signals: { [modality]: signal },
    labels: Int32Array.from({ length: size }, (_, i) => i % classes),
    classes: Array.from({ length: classes }, (_, i) => `activity ${i}`),
    subjects: Array.from({ length: size }, (_, i) => `subject ${i % subjects}`),
    recordings: Array.from({ length: size }, (_, i) => `recording ${i}`),
  };
}

/** Rows from `start` on; behind the last comes the first. */
function batchOf({ size, signals, labels }: WindowSet, start: number, batchSize: number): Batch {
  const rows = Int32Array.from({ length: batchSize }, (_, i) => (start + i) % size);
  const width = length * channels;
  const windows = new Float32Array(batchSize * width);
  const oneHot = new Float32Array(batchSize * classes);
  for (const [i, row] of rows.entries()) {
    windows.set(signals[modality]!.data.subarray(row * width, (row + 1) * width), i * width);
    oneHot[i * classes + labels[row]!] = 1;
  }
  return {
    inputs: { [modality]: { data: windows, shape: [batchSize, length, channels] } },
    labels: { data: oneHot, shape: [batchSize, classes] },
    sampleIds: rows,
  };
}
