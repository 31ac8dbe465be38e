/**
 * @file Teacher outputs computed once per augmented view and looked up by sample: much cheaper than a large teacher
 * inside every step, and the only way to teach with cross-fitted teachers.
 */
import { type Tensor, tensor, tidy } from "@tensorflow/tfjs";
import { mapValues } from "#core/map-values";
import type { Network } from "#core/network";
import type { Batch, NdArray } from "#core/signal";
import type { Arrays, Engine } from "#train/engine";
import { readWeights } from "#train/weights";
import type { TrainingData } from "./training-data.ts";

const batchSize = 64;

/** One teacher's outputs: `[view][name]` → `[sample, …]`; with copies of every sample, all of the first, all of the second, … */
export type TeacherViews = readonly Arrays[];

/** Several forms of every window, by a fixed rule. */
export interface Copies {
  readonly count: number;
  /** `[batch, time, channel]` by modality → [count · batch, …], all in the first form, all in the second, … */
  of(windows: Readonly<Record<string, Tensor>>): Readonly<Record<string, Tensor>>;
}

/** Run a teacher over every view of the training windows, or over copies of them. */
export async function teacherViews(
  engine: Engine,
  teacher: Network,
  taps: readonly string[],
  data: TrainingData,
  views: number,
  copies?: Copies,
): Promise<TeacherViews> {
  const forward = await engine.compileForward(teacher, taps);
  const weights = readWeights(teacher.model);
  const modalities = teacher.inputs.map(({ modality }) => modality);
  const source = data.batches({ batchSize, modalities, shuffle: false, views });
  try {
    const all: Arrays[] = [];
    for (let view = 0; view < views; view++) {
      const table = new Table(data.train.size, copies?.count);
      for (let i = 0; i < source.batchesPerEpoch; i++) {
        const { sampleIds, inputs } = source.batch(view, i);
        const given = copies ? copied(inputs, modalities, copies) : inputs;
        table.set(sampleIds, await forward.run(weights, given));
      }
      all.push(table.arrays);
    }
    return all;
  } finally {
    await forward.release();
  }
}

function copied(inputs: Arrays, modalities: readonly string[], copies: Copies): Arrays {
  return tidy(() => {
    const windows = modalities.map((modality) => {
      const { data, shape } = inputs[modality]!;
      return [modality, tensor(data, [...shape])] as const;
    });
    return mapValues(copies.of(Object.fromEntries(windows)), (x) => ({
      data: x.dataSync() as Float32Array,
      shape: x.shape,
    }));
  });
}

/** Where the copies of samples are, in their order. */
function rowsOf(sampleIds: Int32Array, size: number, copies: number): Int32Array {
  const count = sampleIds.length;
  return Int32Array.from(
    { length: copies * count },
    (_, i) => Math.floor(i / count) * size + sampleIds[i % count]!,
  );
}

/** Rows by sample id, for several named outputs. */
class Table {
  readonly arrays: Record<string, NdArray> = {};
  readonly #size: number;
  readonly #copies: number;

  constructor(size: number, copies = 1) {
    this.#size = size;
    this.#copies = copies;
  }

  set(sampleIds: Int32Array, outputs: Arrays): void {
    const rows = rowsOf(sampleIds, this.#size, this.#copies);
    const count = this.#size * this.#copies;
    for (const [name, { data, shape }] of Object.entries(outputs)) {
      const width = data.length / rows.length;
      this.arrays[name] ??= {
        data: new Float32Array(count * width),
        shape: [count, ...shape.slice(1)],
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
  sampleIds: Int32Array,
  name: string,
  copies = 1,
): void {
  for (const [view, { [name]: into }] of target.entries()) {
    const from = source[view]![name]!;
    const count = from.shape[0]!;
    const width = from.data.length / count;
    for (const row of rowsOf(sampleIds, count / copies, copies)) {
      into!.data.set(from.data.subarray(row * width, (row + 1) * width), row * width);
    }
  }
}

/** The rows of batches, or of their copies, in two sets of arrays by turns: while a step reads one, the other is filled. */
export function viewGatherer(
  views: TeacherViews,
  copies = 1,
): (batch: Batch, epoch: number) => Arrays {
  const sets: Record<string, Float32Array>[] = [{}, {}];
  let turn = 0;
  return ({ sampleIds }, epoch) => {
    const set = sets[turn++ % sets.length]!;
    return mapValues(views[epoch % views.length]!, ({ data, shape }, name) => {
      const count = shape[0]!;
      const width = data.length / count;
      const rows = rowsOf(sampleIds, count / copies, copies);
      const kept = set[name];
      const into =
        kept?.length === rows.length * width ? kept : new Float32Array(rows.length * width);
      set[name] = into;
      for (const [i, row] of rows.entries()) {
        into.set(data.subarray(row * width, (row + 1) * width), i * width);
      }
      return { data: into, shape: [rows.length, ...shape.slice(1)] };
    });
  };
}
