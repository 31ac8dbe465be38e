/** @file How alike classes are by their movements alone, and whether a teacher's soft targets agree. */
import { examplesOf } from "#classic/examples";
import { midRanks } from "#core/ranks";
import type { Modality, WindowSet } from "#core/signal";
import { mean, sd } from "#core/stats";

/**
 * Minus the distance between class centroids, in the standardised features of windows: no teacher's opinion.
 * [class][class]; a class without windows lies at the origin.
 */
export function classSimilarity(windows: WindowSet, inputs: readonly Modality[]): number[][] {
  const { features, width, labels, classes } = examplesOf(windows, inputs);
  const columns = Array.from({ length: width }, (_, d) => {
    const column = Array.from(labels, (_label, n) => features[n * width + d]!);
    const [center, spread] = [mean(column), sd(column)];
    return column.map((x) => (spread > 0 ? (x - center) / spread : 0));
  });
  const centroids = Array.from({ length: classes }, (_, k) =>
    columns.map((column) => {
      const own = column.filter((_x, n) => labels[n] === k);
      return own.length > 0 ? mean(own) : 0;
    }),
  );
  return centroids.map((a) => centroids.map((b) => -Math.hypot(...a.map((x, d) => x - b[d]!))));
}

/** Mean over classes of Spearman's correlation between both rows, each class's own place left out. */
export function agreementOfRows(
  a: readonly ArrayLike<number>[],
  b: readonly ArrayLike<number>[],
): number {
  const others = (row: ArrayLike<number>, k: number) => Array.from(row).filter((_, j) => j !== k);
  return mean(a.map((row, k) => spearman(others(row, k), others(b[k]!, k))));
}

/** Correlation of ranks; 0 where one side is constant. */
export function spearman(a: readonly number[], b: readonly number[]): number {
  const [x, y] = [midRanks(a), midRanks(b)];
  const center = (a.length + 1) / 2;
  const product = (p: readonly number[], q: readonly number[]) =>
    p.reduce((sum, value, i) => sum + (value - center) * (q[i]! - center), 0);
  const size = Math.sqrt(product(x, x) * product(y, y));
  return size > 0 ? product(x, y) / size : 0;
}
