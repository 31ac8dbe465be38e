/** @file Smooth random curves: natural cubic splines through equally spaced knots. */

/**
 * Splines through `knots` `[knot, curve]` (2 or more knots, equally spaced over the whole length), read at `length`
 * points from the first knot to the last: `[length, curve]`, into `read`.
 */
export function splinesThrough(
  knots: Float64Array,
  curves: number,
  length: number,
  read = new Float64Array(length * curves),
): Float64Array {
  const bends = secondDerivatives(knots, curves);
  const last = (knots.length / curves - 1) | 0;
  for (let i = 0, o = 0; i < length; i++) {
    const position = length === 1 ? 0 : (i * last) / (length - 1);
    const left = Math.min(position | 0, last - 1);
    const b = position - left;
    const a = 1 - b;
    const bendA = (a * a * a - a) / 6;
    const bendB = (b * b * b - b) / 6;
    for (let k = left * curves, end = k + curves; k < end; k++, o++) {
      const n = k + curves;
      read[o] = a * knots[k]! + b * knots[n]! + bendA * bends[k]! + bendB * bends[n]!;
    }
  }
  return read;
}

/** With unit spacing: m[i−1] + 4 m[i] + m[i+1] = 6 (y[i−1] − 2 y[i] + y[i+1]); m is zero at the ends. */
function secondDerivatives(y: Float64Array, curves: number): Float64Array {
  const count = (y.length / curves) | 0;
  const m = new Float64Array(y.length);
  const upper = new Float64Array(count);
  for (let i = 1; i < count - 1; i++) {
    upper[i] = 1 / (4 - upper[i - 1]!);
    for (let k = i * curves; k < (i + 1) * curves; k++) {
      const bend = 6 * (y[k - curves]! - 2 * y[k]! + y[k + curves]!);
      m[k] = upper[i]! * (bend - m[k - curves]!);
    }
  }
  for (let i = count - 2; i > 0; i--)
    for (let k = i * curves; k < (i + 1) * curves; k++) m[k]! -= upper[i]! * m[k + curves]!;
  return m;
}
