/** @file Decision trees that vote, each grown on windows drawn with replacement. */
import type { Random } from "#core/random";
import type { Graph, Value } from "#graph/graph";
import { type Baseline, type ClassicModel, defineBaseline, rowWeights } from "./baseline.ts";
import { binFeatures } from "./forest/bins.ts";
import { emitForest } from "./forest/emit-forest.ts";
import { addShares, type FlatForest, flatten } from "./forest/flat-forest.ts";
import { growTree, type Tree } from "./forest/grow-tree.ts";

export interface RandomForestOptions {
  readonly trees: number;
  /** Fewest different windows of a leaf. */
  readonly leafRows: number;
  /** Most questions on the way to a leaf; the exported graph asks as often. */
  readonly depth: number;
  /** Every class weighs the same, however many windows it has. */
  readonly balanced: boolean;
}

/** Mean class shares of the leaves; √features are looked at for each question; logits are ln(10⁻³ + share). */
export const randomForest: Baseline<RandomForestOptions> = defineBaseline({
  name: "random-forest",
  source: "Breiman 2001, Machine Learning 45, doi:10.1023/A:1010933404324; Gini impurity",
  summary: "decision trees on drawn windows and features, averaged",
  options: { trees: 100, leafRows: 1, depth: 14, balanced: true },
  grid: [1, 2, 5].map((leafRows) => ({ leafRows })),
  fit(examples, options, random) {
    const { features, width, labels, classes } = examples;
    const bins = binFeatures(features, width);
    const weights = rowWeights(examples, options.balanced);
    const candidates = Math.max(1, Math.round(Math.sqrt(width)));
    const trees = Array.from({ length: options.trees }, (_, i): Tree => {
      const chance = random.fork("tree", i);
      const rows = { labels, classes, weights: drawRows(weights, chance) };
      return growTree(bins, rows, { ...options, candidates }, chance);
    });
    return forestModel(flatten(trees, classes), width);
  },
});

/** As many rows as there are, with replacement: each weighs as often as it came. */
function drawRows(weights: Float64Array, random: Random): Float64Array {
  const times = new Float64Array(weights.length);
  for (let i = 0; i < times.length; i++) times[random.integer(times.length)]!++;
  return times.map((count, row) => count * weights[row]!);
}

const floorOfShare = 1e-3;

function forestModel(forest: FlatForest, width: number): ClassicModel {
  const { classes, child, shares } = forest;
  return {
    parameters: 2 * child.length + shares.length,
    predict(features) {
      const rows = features.length / width;
      const logits = new Float32Array(rows * classes);
      for (let row = 0; row < rows; row++) {
        const sums = new Float64Array(classes);
        addShares(forest, features.subarray(row * width, (row + 1) * width), sums);
        logits.set(
          sums.map((share) => Math.log(floorOfShare + share)),
          row * classes,
        );
      }
      return logits;
    },
    emit(graph: Graph, features: Value) {
      const mean = emitForest(graph, forest, features);
      const floor = graph.constant(Float32Array.of(floorOfShare), []);
      return graph.add("Log", [graph.add("Add", [mean, floor], mean.shape)], mean.shape);
    },
  };
}
