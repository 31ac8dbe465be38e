/** @file The contract of a classic model: figures of a window in, logits out, by rules a textbook has. */
import type { Random } from "#core/random";
import type { Entry } from "#core/registry";
import type { Graph, Value } from "#graph/graph";

/** Windows as figures. */
export interface Examples {
  /** `[row, feature]`. */
  readonly features: Float32Array;
  readonly width: number;
  /** Class index per row. */
  readonly labels: Int32Array;
  /** Number of classes. */
  readonly classes: number;
}

export interface ClassicModel {
  /** Numbers that were learnt. */
  readonly parameters: number;
  /** Features `[row, feature]` → logits `[row, class]`. */
  predict(features: Float32Array): Float32Array;
  /** The same as nodes: features `[batch, feature]` → logits `[batch, class]`. */
  emit(graph: Graph, features: Value): Value;
}

export interface Baseline<Options extends object = object> extends Entry {
  /** Defaults. */
  readonly options: Options;
  /** What is tried where the options do not say; the best on people outside the fit is kept, the first among equals. */
  readonly grid: readonly Partial<Options>[];
  fit(examples: Examples, options: Options, random: Random): ClassicModel;
}

/** Declares a classic model; exists so that option types are inferred. */
export function defineBaseline<Options extends object>(
  baseline: Baseline<Options>,
): Baseline<Options> {
  return baseline;
}

/** Number of rows. */
export function rowsOf({ labels }: Examples): number {
  return labels.length;
}

/** One weight per row, 1 on average; balanced: the rows of every class weigh the same together. */
export function rowWeights({ labels, classes }: Examples, balanced: boolean): Float64Array {
  const counts = new Float64Array(classes);
  for (const label of labels) counts[label]!++;
  const present = counts.filter((count) => count > 0).length;
  return Float64Array.from(labels, (label) =>
    balanced ? labels.length / (present * counts[label]!) : 1,
  );
}
