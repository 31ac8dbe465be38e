/** @file Linear equations with a symmetric positive definite matrix. */

/**
 * Solve A·X = B in place of `right` (B becomes X) by A = L·Lᵀ; `matrix` is overwritten with L.
 *
 * @param matrix `[size, size]`; only the lower triangle is read.
 * @param right `[size, columns]`.
 */
export function solveInPlace(matrix: Float64Array, right: Float64Array, size: number): void {
  factorize(matrix, size);
  const columns = right.length / size;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) subtractRow(right, columns, i, j, matrix[i * size + j]!);
    divideRow(right, columns, i, matrix[i * size + i]!);
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let j = i + 1; j < size; j++) subtractRow(right, columns, i, j, matrix[j * size + i]!);
    divideRow(right, columns, i, matrix[i * size + i]!);
  }
}

function factorize(a: Float64Array, size: number): void {
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * size + j]!;
      for (let k = 0; k < j; k++) sum -= a[i * size + k]! * a[j * size + k]!;
      if (i === j && !(sum > 0))
        throw new RangeError(`the matrix is not positive definite (row ${i}: ${sum})`);
      a[i * size + j] = i === j ? Math.sqrt(sum) : sum / a[j * size + j]!;
    }
  }
}

/** Row i −= factor · row j. */
function subtractRow(x: Float64Array, columns: number, i: number, j: number, factor: number): void {
  for (let c = 0; c < columns; c++) x[i * columns + c]! -= factor * x[j * columns + c]!;
}

function divideRow(x: Float64Array, columns: number, i: number, divisor: number): void {
  for (let c = 0; c < columns; c++) x[i * columns + c]! /= divisor;
}
