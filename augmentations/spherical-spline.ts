/** @file Potentials between electrodes, by spherical splines. */
import type { Electrode } from "#core/electrodes";
import { timesTransposed } from "./matrix-product.ts";

type Point = Electrode["position"];

const [order, terms, smoothing] = [4, 50, 1e-5];
const cells = 2 ** 14;

/**
 * Weights `[to, from]` that turn the potentials at `from` into those at other points of the unit sphere. The part that
 * depends on `from` alone is computed once. Smoothing λ = 1e-5: also at the electrodes themselves, fine detail fades.
 * Source: Perrin et al. 1989, doi:10.1016/0013-4694(89)90180-6, eqs. 1–3, order 4, 50 terms.
 */
export function sphericalSpline(from: readonly Point[]): (to: readonly Point[]) => Float64Array {
  const count = from.length;
  const solved = inverse(bordered(from), count + 1);
  const coefficients = new Float64Array(count * count); // symmetric, as the matrix is
  for (let k = 0; k < count; k++)
    coefficients.set(solved.subarray(k * (count + 1), k * (count + 1) + count), k * count);
  const constants = solved.subarray(count * (count + 1));
  return (to) => {
    const distances = new Float64Array(to.length * count);
    for (let i = 0; i < to.length; i++)
      for (let k = 0; k < count; k++) distances[i * count + k] = kernel(cosine(to[i]!, from[k]!));
    const weights = new Float64Array(to.length * count);
    timesTransposed(distances, coefficients, count, weights);
    for (let i = 0; i < weights.length; i++) weights[i]! += constants[i % count]!;
    return weights;
  };
}

/** [[G + λI, 1], [1ᵀ, 0]]. */
function bordered(points: readonly Point[]): Float64Array {
  const size = points.length + 1;
  const matrix = new Float64Array(size * size);
  for (const [i, a] of points.entries()) {
    for (const [j, b] of points.entries()) matrix[i * size + j] = kernel(cosine(a, b));
    matrix[i * size + i]! += smoothing;
    matrix[i * size + size - 1] = 1;
    matrix[(size - 1) * size + i] = 1;
  }
  return matrix;
}

function cosine(a: Point, b: Point): number {
  return Math.min(1, Math.max(-1, a[0] * b[0] + a[1] * b[1] + a[2] * b[2]));
}

let table: Float64Array | undefined;

/** g(cos) = Σₙ (2n+1)/(4π nᵐ (n+1)ᵐ) Pₙ(cos), from a table (error below 1e-10). */
function kernel(cos: number): number {
  table ??= Float64Array.from({ length: cells + 2 }, (_, i) => series((2 * i) / cells - 1));
  const position = ((cos + 1) / 2) * cells;
  const cell = Math.floor(position);
  return table[cell]! + (position - cell) * (table[cell + 1]! - table[cell]!);
}

/** Legendre polynomials by (n+1) Pₙ₊₁ = (2n+1) x Pₙ − n Pₙ₋₁. */
function series(x: number): number {
  let [before, here, total] = [1, x, 0];
  for (let n = 1; n <= terms; n++) {
    total += ((2 * n + 1) / (n * (n + 1)) ** order) * here;
    [before, here] = [here, ((2 * n + 1) * x * here - n * before) / (n + 1)];
  }
  return total / (4 * Math.PI);
}

/** Gauss–Jordan with row exchange. */
function inverse(matrix: Float64Array, size: number): Float64Array {
  const left = matrix.slice();
  const right = Float64Array.from(matrix, (_, i) => (i % (size + 1) === 0 ? 1 : 0));
  for (let column = 0; column < size; column++) {
    const pivot = pivotRow(left, column, size);
    for (const side of [left, right]) exchange(side, column, pivot, size);
    const scale = 1 / left[column * size + column]!;
    for (const side of [left, right]) addRow(side, column, column, scale - 1, size);
    for (let row = 0; row < size; row++) {
      const factor = left[row * size + column]!;
      if (row === column || factor === 0) continue;
      for (const side of [left, right]) addRow(side, row, column, -factor, size);
    }
  }
  return right;
}

function pivotRow(matrix: Float64Array, column: number, size: number): number {
  let best = column;
  for (let row = column + 1; row < size; row++)
    if (Math.abs(matrix[row * size + column]!) > Math.abs(matrix[best * size + column]!))
      best = row;
  return best;
}

function exchange(matrix: Float64Array, a: number, b: number, size: number): void {
  const kept = matrix.slice(a * size, (a + 1) * size);
  matrix.copyWithin(a * size, b * size, (b + 1) * size);
  matrix.set(kept, b * size);
}

/** row `to` += factor · row `from`. */
function addRow(
  matrix: Float64Array,
  to: number,
  from: number,
  factor: number,
  size: number,
): void {
  for (let i = 0; i < size; i++) matrix[to * size + i]! += factor * matrix[from * size + i]!;
}
