/**
 * @file Teacher outputs computed once per augmented view and looked up by sample: much cheaper than a large teacher
 * inside every step, and the only way to teach with cross-fitted teachers.
 */
import { mapValues } from "#core/map-values";
import type { Network } from "#core/network";
import type { Batch, NdArray } from "#core/signal";
import type { Arrays, Engine } from "#train/engine";
import { readWeights } from "#train/weights";
import type { TrainingData } from "./training-data.ts";

const batchSize = 64;

/** One teacher's outputs: `[view][name]` → `[sample, …]`. */
export type TeacherViews = readonly Arrays[];

/** Run a teacher over every view of the training windows. */
export async function teacherViews(
  engine: Engine,
  teacher: Network,
  taps: readonly string[],
  data: TrainingData,
  views: number,
): Promise<TeacherViews> {
  const forward = await engine.compileForward(teacher, taps);
  const weights = readWeights(teacher.model);
  const modalities = teacher.inputs.map(({ modality }) => modality);
  const source = data.batches({ batchSize, modalities, shuffle: false, views });
  try {
    const all: Arrays[] = [];
    for (let view = 0; view < views; view++) {
      const table = new Table(data.train.size);
      for (let i = 0; i < source.batchesPerEpoch; i++) {
        const batch = source.batch(view, i);
        table.set(batch.sampleIds, await forward.run(weights, batch.inputs));
      }
      all.push(table.arrays);
    }
    return all;
  } finally {
    await forward.release();
  }
}

/** Rows by sample id, for several named outputs. */
class Table {
  readonly arrays: Record<string, NdArray> = {};
  readonly #size: number;

  constructor(size: number) {
    this.#size = size;
  }

  set(rows: Int32Array, outputs: Arrays): void {
    for (const [name, { data, shape }] of Object.entries(outputs)) {
      const width = data.length / rows.length;
      this.arrays[name] ??= {
        data: new Float32Array(this.#size * width),
        shape: [this.#size, ...shape.slice(1)],
      };
      for (const [i, row] of rows.entries()) {
        this.arrays[name].data.set(data.subarray(i * width, (i + 1) * width), row * width);
      }
    }
  }
}

/** Take the held-out rows' logits from another table (cross-fitting). */
export function replaceRows(
  target: TeacherViews,
  source: TeacherViews,
  rows: Int32Array,
  name: string,
): void {
  for (const [view, { [name]: into }] of target.entries()) {
    const from = source[view]![name]!;
    const width = from.data.length / from.shape[0]!;
    for (const row of rows) {
      into!.data.set(from.data.subarray(row * width, (row + 1) * width), row * width);
    }
  }
}

/** The rows of a batch. */
export function gatherViews(views: TeacherViews, { sampleIds }: Batch, epoch: number): Arrays {
  return mapValues(views[epoch % views.length]!, ({ data, shape }) => {
    const width = data.length / shape[0]!;
    const rows = new Float32Array(sampleIds.length * width);
    for (const [i, row] of sampleIds.entries()) {
      rows.set(data.subarray(row * width, (row + 1) * width), i * width);
    }
    return { data: rows, shape: [sampleIds.length, ...shape.slice(1)] };
  });
}
