/** @file One decision tree. */
import type { Random } from "#core/random";
import { bestSplit, purityOf, type Rows, type Split } from "./best-split.ts";
import type { Bins } from "./bins.ts";

export interface TreeOptions {
  /** Fewest different rows of a leaf. */
  readonly leafRows: number;
  /** Most questions on the way to a leaf. */
  readonly depth: number;
  /** Features looked at for each question. */
  readonly candidates: number;
}

export interface Leaf {
  /** Share of each class, by weight. */
  readonly shares: Float64Array;
}

export interface Fork {
  readonly feature: number;
  /** Values above go to `above`, others (the threshold itself too) to `below`. */
  readonly threshold: number;
  readonly below: Tree;
  readonly above: Tree;
}

export type Tree = Leaf | Fork;

/** A tree over rows of which every question is chosen among a few features drawn for it. */
export function growTree(
  bins: Bins,
  rows: Omit<Rows, "totals">,
  classes: number,
  options: TreeOptions,
  random: Random,
): Tree {
  const totals = new Float64Array(classes);
  for (const row of rows.indices) totals[rows.labels[row]!]! += rows.weights[row]!;
  const split = chooseSplit(bins, { ...rows, totals }, options, random);
  if (!split) {
    const weight = totals.reduce((sum, w) => sum + w, 0);
    return { shares: totals.map((w) => w / weight) };
  }
  const { feature, place } = split;
  const placeOf = (row: number) => bins.places[feature * bins.rows + row]!;
  const grow = (indices: Int32Array) =>
    growTree(bins, { ...rows, indices }, classes, { ...options, depth: options.depth - 1 }, random);
  return {
    feature,
    threshold: bins.thresholds[feature]![place]!,
    below: grow(rows.indices.filter((row) => placeOf(row) <= place)),
    above: grow(rows.indices.filter((row) => placeOf(row) > place)),
  };
}

/** `undefined` where the node stays a leaf: pure, too small, too deep, or no question makes it purer. */
function chooseSplit(
  bins: Bins,
  rows: Rows,
  { leafRows, depth, candidates }: TreeOptions,
  random: Random,
): Split | undefined {
  const { indices, totals } = rows;
  const classes = totals.filter((weight) => weight > 0).length;
  if (classes < 2 || depth === 0 || indices.length < 2 * leafRows) return undefined;
  let best: Split | undefined;
  for (const feature of draw(bins.width, candidates, random)) {
    const split = bestSplit(bins, feature, rows, leafRows);
    if (split && split.purity > (best?.purity ?? purityOf(totals) + 1e-9)) best = split;
  }
  return best;
}

/** `count` different numbers below `n` (Floyd's algorithm: Bentley and Floyd 1987). */
function draw(n: number, count: number, random: Random): Set<number> {
  const chosen = new Set<number>();
  for (let i = n - Math.min(count, n); i < n; i++) {
    const number = random.integer(i + 1);
    chosen.add(chosen.has(number) ? i : number);
  }
  return chosen;
}
