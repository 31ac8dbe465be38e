/** @file Features in at most 256 steps each: trees look for thresholds among them. */

export interface Bins {
  readonly rows: number;
  readonly width: number;
  /** Per feature, ascending. */
  readonly thresholds: readonly Float32Array[];
  /** `[feature, row]`: how many thresholds the value exceeds. */
  readonly places: Uint8Array;
}

const most = 255;

/** @param features `[row, feature]`. */
export function binFeatures(features: Float32Array, width: number): Bins {
  const rows = features.length / width;
  const thresholds: Float32Array[] = [];
  const places = new Uint8Array(features.length);
  for (let f = 0; f < width; f++) {
    const column = Float32Array.from({ length: rows }, (_, row) => features[row * width + f]!);
    const edges = thresholdsOf(column);
    thresholds.push(edges);
    for (let row = 0; row < rows; row++) places[f * rows + row] = countBelow(edges, column[row]!);
  }
  return { rows, width, thresholds, places };
}

/** Midway between neighbouring values: all of them, or those at evenly spaced ranks. */
function thresholdsOf(column: Float32Array): Float32Array {
  const values = column.toSorted().filter((value, i, all) => i === 0 || value > all[i - 1]!);
  const middles = values.subarray(1).map((value, i) => (value + values[i]!) / 2);
  if (middles.length <= most) return middles;
  return Float32Array.from({ length: most }, (_, i) => {
    return middles[Math.floor(((i + 0.5) * middles.length) / most)]!;
  });
}

function countBelow(edges: Float32Array, value: number): number {
  let [from, to] = [0, edges.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (value > edges[middle]!) from = middle + 1;
    else to = middle;
  }
  return from;
}
