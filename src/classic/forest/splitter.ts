/** @file Where to divide the rows of a node: the threshold that leaves the purest halves. */
import type { Bins } from "./bins.ts";

export interface Split {
  readonly feature: number;
  /** Rows in this place or below go left. */
  readonly place: number;
  /** Σₖ lₖ²/L + Σₖ rₖ²/R over the class weights of both halves: larger is purer (Gini). */
  readonly purity: number;
}

/** Rows that a tree is grown on. */
export interface WeightedRows {
  readonly labels: Int32Array; // by row number
  readonly weights: Float64Array; // by row number
  readonly classes: number;
}

/** Finds splits for one tree; its arrays are used again and again. */
export class Splitter {
  readonly #bins: Bins;
  readonly #rows: WeightedRows;
  readonly #starts = new Int32Array(257);
  readonly #order: Int32Array;
  readonly #left: Float64Array;
  readonly #right: Float64Array;

  constructor(bins: Bins, rows: WeightedRows) {
    this.#bins = bins;
    this.#rows = rows;
    this.#order = new Int32Array(bins.rows);
    this.#left = new Float64Array(rows.classes);
    this.#right = new Float64Array(rows.classes);
  }

  /** Weight of each class. */
  totals(indices: Int32Array): Float64Array {
    const { labels, weights, classes } = this.#rows;
    const totals = new Float64Array(classes);
    for (let i = 0; i < indices.length; i++) totals[labels[indices[i]!]!]! += weights[indices[i]!]!;
    return totals;
  }

  /**
   * The best place to divide rows of these {@link totals} by one feature; `undefined` where each would leave fewer
   * than `least` rows on a side.
   */
  best(
    indices: Int32Array,
    totals: Float64Array,
    feature: number,
    least: number,
  ): Split | undefined {
    const { labels, weights } = this.#rows;
    const places = this.#bins.places.subarray(
      feature * this.#bins.rows,
      (feature + 1) * this.#bins.rows,
    );
    this.#sort(indices, places, this.#bins.thresholds[feature]!.length + 1);
    const [order, left, right] = [this.#order, this.#left, this.#right];
    left.fill(0);
    right.set(totals);
    let [leftWeight, rightWeight] = [0, sum(totals)];
    let [leftSquares, rightSquares] = [0, squares(totals)];
    let [place, purity] = [-1, 0];
    for (let i = 0; i < indices.length - least; i++) {
      const row = order[i]!;
      const label = labels[row]!;
      const weight = weights[row]!;
      leftSquares += weight * (weight + 2 * left[label]!);
      rightSquares += weight * (weight - 2 * right[label]!);
      left[label]! += weight;
      right[label]! -= weight;
      leftWeight += weight;
      rightWeight -= weight;
      if (i + 1 < least || places[row] === places[order[i + 1]!]) continue;
      const reached = leftSquares / leftWeight + rightSquares / rightWeight;
      if (reached > purity) [place, purity] = [places[row]!, reached];
    }
    return place < 0 ? undefined : { feature, place, purity };
  }

  /** Counting sort of the rows by place. */
  #sort(indices: Int32Array, places: Uint8Array, count: number): void {
    const starts = this.#starts;
    starts.fill(0, 0, count + 1);
    for (let i = 0; i < indices.length; i++) starts[places[indices[i]!]! + 1]!++;
    for (let place = 1; place < count; place++) starts[place]! += starts[place - 1]!;
    for (let i = 0; i < indices.length; i++)
      this.#order[starts[places[indices[i]!]!]!++] = indices[i]!;
  }
}

/** Purity of a node that is not divided. */
export function purityOf(totals: Float64Array): number {
  return squares(totals) / sum(totals);
}

function sum(totals: Float64Array): number {
  let result = 0;
  for (let k = 0; k < totals.length; k++) result += totals[k]!;
  return result;
}

function squares(totals: Float64Array): number {
  let result = 0;
  for (let k = 0; k < totals.length; k++) result += totals[k]! ** 2;
  return result;
}
