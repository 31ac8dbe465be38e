/** @file Where to divide the rows of a node: the threshold that leaves the purest halves. */
import type { Bins } from "./bins.ts";

export interface Split {
  readonly feature: number;
  /** Rows in this place or below go left. */
  readonly place: number;
  /** Σₖ lₖ²/L + Σₖ rₖ²/R over the class weights of both halves: larger is purer (Gini). */
  readonly purity: number;
}

export interface Rows {
  /** Row numbers. */
  readonly indices: Int32Array;
  readonly labels: Int32Array; // by row number
  readonly weights: Float64Array; // by row number
  /** Weight by class. */
  readonly totals: Float64Array;
}

export function purityOf(totals: Float64Array): number {
  const weight = totals.reduce((sum, w) => sum + w, 0);
  return weight === 0 ? 0 : squares(totals) / weight;
}

function squares(totals: Float64Array): number {
  return totals.reduce((sum, w) => sum + w * w, 0);
}

/** The best place to divide at by one feature; `undefined` where each would leave fewer than `least` rows on a side. */
export function bestSplit(
  bins: Bins,
  feature: number,
  rows: Rows,
  least: number,
): Split | undefined {
  const { indices, labels, weights, totals } = rows;
  const at = feature * bins.rows;
  const order = orderByPlace(bins.places, at, indices);
  const left = new Float64Array(totals.length);
  const right = totals.slice();
  let [leftWeight, rightWeight] = [0, totals.reduce((sum, w) => sum + w, 0)];
  let [leftSquares, rightSquares] = [0, squares(totals)];
  let best: Split | undefined;
  for (let i = 0; i < order.length - least; i++) {
    const row = order[i]!;
    const label = labels[row]!;
    const weight = weights[row]!;
    leftSquares += weight * (weight + 2 * left[label]!);
    rightSquares += weight * (weight - 2 * right[label]!);
    left[label]! += weight;
    right[label]! -= weight;
    leftWeight += weight;
    rightWeight -= weight;
    const place = bins.places[at + row]!;
    if (i + 1 < least || place === bins.places[at + order[i + 1]!]) continue;
    const purity = leftSquares / leftWeight + rightSquares / rightWeight;
    if (purity > (best?.purity ?? 0)) best = { feature, place, purity };
  }
  return best;
}

const counts = new Int32Array(257);

/** Counting sort. */
function orderByPlace(places: Uint8Array, at: number, indices: Int32Array): Int32Array {
  counts.fill(0);
  for (const row of indices) counts[places[at + row]! + 1]!++;
  for (let place = 1; place < 257; place++) counts[place]! += counts[place - 1]!;
  const order = new Int32Array(indices.length);
  for (const row of indices) order[counts[places[at + row]!]!++] = row;
  return order;
}
