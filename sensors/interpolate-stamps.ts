/** @file Values between unevenly spaced neighbours. */

/** Writes the row at a moment (s) into `out` from `offset` on; moments asked for one after the other ascend. */
type ReadAt = (time: number, out: Float32Array, offset: number) => void;

/**
 * Rows `first` … `last` of `[time, channel]` data as a function of time, which is asked at ascending moments between
 * their stamps. `cubic` keeps monotone runs monotone.
 * Source of `cubic`: Fritsch and Butland 1984, doi:10.1137/0905021; as SciPy's `PchipInterpolator`.
 */
export function interpolator(
  times: Float64Array,
  data: Float32Array,
  channels: number,
  first: number,
  last: number,
  method: "linear" | "cubic",
): ReadAt {
  const slopes =
    method === "cubic" ? slopesOf(times, data, channels, first, last) : new Float64Array(0);
  let row = first;
  return (time, out, offset) => {
    while (row < last - 1 && time >= times[row + 1]!) row++;
    const next = Math.min(row + 1, last);
    const width = times[next]! - times[row]! || 1;
    const s = Math.min(1, Math.max(0, (time - times[row]!) / width));
    for (let c = 0; c < channels; c++) {
      const a = data[row * channels + c]!;
      const b = data[next * channels + c]!;
      out[offset + c] =
        method === "linear"
          ? a + s * (b - a)
          : hermite(
              s,
              a,
              b,
              width * slopes[(row - first) * channels + c]!,
              width * slopes[(next - first) * channels + c]!,
            );
    }
  };
}

/** The cubic with values a and b and slopes da and db at 0 and 1. */
function hermite(s: number, a: number, b: number, da: number, db: number): number {
  const rest = 1 - s;
  return rest * rest * (1 + 2 * s) * a + s * s * (3 - 2 * s) * b + s * rest * (rest * da - s * db);
}

function slopesOf(
  times: Float64Array,
  data: Float32Array,
  channels: number,
  first: number,
  last: number,
): Float64Array {
  const slopes = new Float64Array((last - first + 1) * channels);
  const step = (row: number) => times[row + 1]! - times[row]!;
  for (let c = 0; c < channels; c++) {
    const rise = (row: number) =>
      (data[(row + 1) * channels + c]! - data[row * channels + c]!) / step(row);
    for (let row = first; row <= last; row++) {
      const at = (row - first) * channels + c;
      if (last === first) continue;
      if (last === first + 1) slopes[at] = rise(first);
      else if (row === first)
        slopes[at] = endSlope(step(row), step(row + 1), rise(row), rise(row + 1));
      else if (row === last)
        slopes[at] = endSlope(step(row - 1), step(row - 2), rise(row - 1), rise(row - 2));
      else slopes[at] = innerSlope(step(row - 1), step(row), rise(row - 1), rise(row));
    }
  }
  return slopes;
}

/** The weighted harmonic mean of the rises on both sides; flat at a turning point. */
function innerSlope(before: number, after: number, left: number, right: number): number {
  if (left * right <= 0) return 0;
  const [near, far] = [2 * after + before, after + 2 * before];
  return (near + far) / (near / left + far / right);
}

/** Of the parabola through the last three values, kept from overshooting. */
function endSlope(near: number, far: number, rise: number, next: number): number {
  const slope = ((2 * near + far) * rise - near * next) / (near + far);
  if (slope * rise <= 0) return 0;
  return rise * next <= 0 && Math.abs(slope) > 3 * Math.abs(rise) ? 3 * rise : slope;
}
