/** @file The product of two small matrices, blocked so that eight sums stay in registers. */

/** `a` `[rows, inner]` times the transpose of `b` `[columns, inner]`, into `out` `[rows, columns]`. */
export function timesTransposed(
  a: Float64Array,
  b: Float64Array,
  inner: number,
  out: Float64Array,
): Float64Array {
  const rows = (a.length / inner) | 0; // integers to the compiler too
  const columns = (b.length / inner) | 0;
  const whole = columns - (columns % 4);
  for (let r = 0; r < rows; r += 2) {
    const next = Math.min(r + 1, rows - 1);
    for (let c = 0; c < whole; c += 4) block(a, b, inner, out, r, next, c, columns);
    for (let c = whole; c < columns; c++) {
      out[r * columns + c] = dot(a, b, inner, r, c);
      out[next * columns + c] = dot(a, b, inner, next, c);
    }
  }
  return out;
}

/** Two rows times four columns. */
function block(
  a: Float64Array,
  b: Float64Array,
  inner: number,
  out: Float64Array,
  row: number,
  next: number,
  column: number,
  columns: number,
): void {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  let [t0, t1, t2, t3] = [0, 0, 0, 0];
  const [i, j, p] = [row * inner, next * inner, column * inner];
  const [q, u, v] = [p + inner, p + 2 * inner, p + 3 * inner];
  for (let k = 0; k < inner; k++) {
    const x = a[i + k]!;
    const y = a[j + k]!;
    s0 += x * b[p + k]!;
    s1 += x * b[q + k]!;
    s2 += x * b[u + k]!;
    s3 += x * b[v + k]!;
    t0 += y * b[p + k]!;
    t1 += y * b[q + k]!;
    t2 += y * b[u + k]!;
    t3 += y * b[v + k]!;
  }
  const here = row * columns + column;
  const below = next * columns + column;
  out[here] = s0;
  out[here + 1] = s1;
  out[here + 2] = s2;
  out[here + 3] = s3;
  out[below] = t0;
  out[below + 1] = t1;
  out[below + 2] = t2;
  out[below + 3] = t3;
}

function dot(a: Float64Array, b: Float64Array, inner: number, row: number, column: number): number {
  let sum = 0;
  for (let k = 0; k < inner; k++) sum += a[row * inner + k]! * b[column * inner + k]!;
  return sum;
}
