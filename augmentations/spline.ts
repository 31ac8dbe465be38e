/** @file A smooth random curve: the natural cubic spline through equally spaced knots. */

/**
 * The spline through `knots` (at least 2, equally spaced over the whole length), read at `length` points from the
 * first knot to the last.
 */
export function splineThrough(knots: readonly number[], length: number): Float64Array {
  const bends = secondDerivatives(knots);
  const last = knots.length - 1;
  const curve = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    const position = length === 1 ? 0 : (i * last) / (length - 1);
    const left = Math.min(Math.floor(position), last - 1);
    const b = position - left;
    const a = 1 - b;
    const line = a * knots[left]! + b * knots[left + 1]!;
    curve[i] = line + ((a * a * a - a) * bends[left]! + (b * b * b - b) * bends[left + 1]!) / 6;
  }
  return curve;
}

/** Of the natural spline with unit spacing: m[i−1] + 4 m[i] + m[i+1] = 6 (y[i−1] − 2 y[i] + y[i+1]); zero at the ends. */
function secondDerivatives(y: readonly number[]): Float64Array {
  const n = y.length;
  const m = new Float64Array(n);
  const upper = new Float64Array(n);
  for (let i = 1; i < n - 1; i++) {
    const pivot = 4 - upper[i - 1]!;
    upper[i] = 1 / pivot;
    m[i] = (6 * (y[i - 1]! - 2 * y[i]! + y[i + 1]!) - m[i - 1]!) / pivot;
  }
  for (let i = n - 2; i > 0; i--) m[i]! -= upper[i]! * m[i + 1]!;
  return m;
}
