/** @file One decision tree. */
import type { Random } from "#core/random";
import type { Bins } from "./bins.ts";
import { purityOf, type Split, Splitter, type WeightedRows } from "./splitter.ts";

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

/** A tree over the rows that weigh something; every question is chosen among a few features drawn for it. */
export function growTree(
  bins: Bins,
  rows: WeightedRows,
  { leafRows, depth: most, candidates }: TreeOptions,
  random: Random,
): Tree {
  const splitter = new Splitter(bins, rows);
  return grow(
    Int32Array.from(rows.weights.keys()).filter((row) => rows.weights[row]! > 0),
    0,
  );

  function grow(indices: Int32Array, depth: number): Tree {
    const totals = splitter.totals(indices);
    const split = depth < most ? choose(indices, totals) : undefined;
    if (!split) {
      const weight = totals.reduce((sum, w) => sum + w, 0);
      return { shares: totals.map((w) => w / weight) };
    }
    const { feature, place } = split;
    const at = feature * bins.rows;
    return {
      feature,
      threshold: bins.thresholds[feature]![place]!,
      below: grow(
        indices.filter((row) => bins.places[at + row]! <= place),
        depth + 1,
      ),
      above: grow(
        indices.filter((row) => bins.places[at + row]! > place),
        depth + 1,
      ),
    };
  }

  /** `undefined` where the node stays a leaf: pure, too small, or no question makes it purer. */
  function choose(indices: Int32Array, totals: Float64Array): Split | undefined {
    const classes = totals.filter((weight) => weight > 0).length;
    if (classes < 2 || indices.length < 2 * leafRows) return undefined;
    let best: Split | undefined;
    let purity = purityOf(totals) + 1e-9;
    for (const feature of draw(bins.width, candidates, random)) {
      const split = splitter.best(indices, totals, feature, leafRows);
      if (!split || split.purity <= purity) continue;
      best = split;
      purity = split.purity;
    }
    return best;
  }
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
