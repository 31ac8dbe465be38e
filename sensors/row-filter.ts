/** @file Second-order sections over rows of channels, with what they hold of the past. Imports nothing: apps carry a copy. */

/** y[t] = b0 x[t] + b1 x[t−1] + b2 x[t−2] − a1 y[t−1] − a2 y[t−2]. */
export interface Section {
  readonly b0: number;
  readonly b1: number;
  readonly b2: number;
  readonly a1: number;
  readonly a2: number;
}

/** For one row at a time, as if the first had been there for ever; allocates nothing. */
export function rowFilter(sections: readonly Section[], channels: number) {
  const held = new Float64Array(channels);
  let state: State | undefined;
  return {
    /** The next row is the first. */
    begin(): void {
      state = undefined;
    },
    next(row: ArrayLike<number>, out: Float32Array): void {
      held.set(row);
      state ??= settledState(sections, held);
      run(held, channels, sections, state);
      out.set(held);
    },
  };
}

/** What a section holds of the past, `[section, channel]` both. */
export interface State {
  readonly near: Float64Array;
  readonly far: Float64Array;
}

/** After the constant input `row`. */
export function settledState(sections: readonly Section[], row: ArrayLike<number>): State {
  const channels = row.length;
  const near = new Float64Array(sections.length * channels);
  const far = new Float64Array(sections.length * channels);
  for (let c = 0; c < channels; c++) {
    let input = row[c]!;
    sections.forEach(({ b0, b1, b2, a1, a2 }, s) => {
      const output = (input * (b0 + b1 + b2)) / (1 + a1 + a2);
      near[s * channels + c] = output - b0 * input;
      far[s * channels + c] = b2 * input - a2 * output;
      input = output;
    });
  }
  return { near, far };
}

/** All sections over `[time, channel]` rows, in place; leaves `state` as it is after the last row. */
export function run(
  rows: Float64Array,
  channels: number,
  sections: readonly Section[],
  { near, far }: State,
  direction: "forwards" | "backwards" = "forwards",
): void {
  const length = rows.length / channels;
  for (let t = 0; t < length; t++) {
    const row = (direction === "forwards" ? t : length - 1 - t) * channels;
    for (let s = 0; s < sections.length; s++) {
      const { b0, b1, b2, a1, a2 } = sections[s]!;
      for (let at = row, z = s * channels, end = row + channels; at < end; at++, z++) {
        const x = rows[at]!;
        const y = b0 * x + near[z]!;
        near[z] = b1 * x - a1 * y + far[z]!;
        far[z] = b2 * x - a2 * y;
        rows[at] = y;
      }
    }
  }
}
