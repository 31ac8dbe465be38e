/** @file A linear classifier, fitted in one go. */
import type { Graph, Value } from "#graph/graph";
import {
  type Baseline,
  type ClassicModel,
  defineBaseline,
  type Examples,
  rowsOf,
  rowWeights,
} from "./baseline.ts";
import { solveInPlace } from "./cholesky.ts";

export interface RidgeOptions {
  /** Weight of Σ b² against the sum of squared errors over standardised features. */
  readonly penalty: number;
  /** Every class weighs the same, however many windows it has. */
  readonly balanced: boolean;
}

/** Least squares to +1 for the true class and −1 for the others: `B = (ZᵀWZ + λI)⁻¹ ZᵀWY`, Z standardised. */
export const ridge: Baseline<RidgeOptions> = defineBaseline({
  name: "ridge",
  source: "Hoerl and Kennard 1970, Technometrics 12(1), eq. 2.1; classes as targets ±1",
  summary: "linear classifier by regularised least squares",
  options: { penalty: 10, balanced: true },
  grid: [1, 3, 10, 30, 100, 300].map((penalty) => ({ penalty })),
  fit(examples, { penalty, balanced }) {
    const weights = rowWeights(examples, balanced);
    const scale = standardScale(examples, weights);
    const { gram, right } = normalEquations(examples, weights, scale);
    for (let f = 0; f < examples.width; f++) gram[f * (examples.width + 1)]! += penalty;
    solveInPlace(gram, right, examples.width);
    return linearModel(examples, right, scale, meanTargets(examples, weights));
  },
});

interface Scale {
  readonly mean: Float64Array; // [feature]
  readonly sd: Float64Array; // [feature]
}

/** Weighted mean and standard deviation of each feature; the sd of a constant feature counts as 1. */
function standardScale(examples: Examples, weights: Float64Array): Scale {
  const { features, width } = examples;
  const rows = rowsOf(examples);
  const mean = new Float64Array(width);
  const sd = new Float64Array(width);
  for (let i = 0; i < features.length; i++)
    mean[i % width]! += (weights[Math.floor(i / width)]! * features[i]!) / rows;
  for (let i = 0; i < features.length; i++)
    sd[i % width]! +=
      (weights[Math.floor(i / width)]! * (features[i]! - mean[i % width]!) ** 2) / rows;
  const limit = (f: number) => 1e-6 * Math.max(1, Math.abs(mean[f]!));
  return { mean, sd: sd.map((v, f) => (Math.sqrt(v) > limit(f) ? Math.sqrt(v) : 1)) };
}

/** Weighted mean of the targets by class: what a row of mean features is. */
function meanTargets(examples: Examples, weights: Float64Array): Float64Array {
  const targets = new Float64Array(examples.classes).fill(-1);
  examples.labels.forEach((label, row) => {
    targets[label]! += (2 * weights[row]!) / rowsOf(examples);
  });
  return targets;
}

/** ZᵀWZ `[feature, feature]` (lower triangle) and ZᵀWY `[feature, class]`; the mean of Y falls out, since Z is centred. */
function normalEquations(examples: Examples, weights: Float64Array, { mean, sd }: Scale) {
  const { features, width, labels, classes } = examples;
  const gram = new Float64Array(width * width);
  const right = new Float64Array(width * classes);
  const z = new Float64Array(width);
  for (const [row, label] of labels.entries()) {
    for (let f = 0; f < width; f++) z[f] = (features[row * width + f]! - mean[f]!) / sd[f]!;
    for (let f = 0; f < width; f++) {
      const weighted = weights[row]! * z[f]!;
      for (let g = 0; g <= f; g++) gram[f * width + g]! += weighted * z[g]!;
      for (let k = 0; k < classes; k++)
        right[f * classes + k]! += k === label ? weighted : -weighted;
    }
  }
  return { gram, right };
}

/** Standardisation folded in: logits = x·(B/s) + (ȳ − (m/s)·B). */
function linearModel(
  { width, classes }: Examples,
  coefficients: Float64Array,
  { mean, sd }: Scale,
  intercept: Float64Array,
): ClassicModel {
  const weight = Float32Array.from(coefficients, (b, i) => b / sd[Math.floor(i / classes)]!);
  const bias = Float32Array.from(intercept, (y, k) =>
    mean.reduce((sum, m, f) => sum - m * weight[f * classes + k]!, y),
  );
  return {
    parameters: weight.length + bias.length,
    predict(features) {
      const rows = features.length / width;
      const logits = new Float32Array(rows * classes);
      for (let i = 0; i < logits.length; i++) {
        const [row, k] = [Math.floor(i / classes), i % classes];
        let sum = bias[k]!;
        for (let f = 0; f < width; f++)
          sum += features[row * width + f]! * weight[f * classes + k]!;
        logits[i] = sum;
      }
      return logits;
    },
    emit: (graph: Graph, features: Value) =>
      graph.add(
        "Gemm",
        [features, graph.constant(weight, [width, classes]), graph.constant(bias, [classes])],
        [features.shape[0]!, classes],
        { name: "ridge" },
      ),
  };
}
