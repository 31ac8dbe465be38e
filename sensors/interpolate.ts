/** @file Linear interpolation between samples. */

/** Where in a signal to read, in samples: `start + step · i`. */
export interface Grid {
  readonly start: number;
  readonly step: number;
  readonly steps: number;
}

/**
 * Read `[time, channel]` data at the grid's positions into `out`, `stride` values from one step to the next. Positions
 * beyond the last sample read the last sample.
 */
export function interpolate(
  data: Float32Array,
  channels: number,
  { start, step, steps }: Grid,
  out: Float32Array,
  offset = 0,
  stride = channels,
): void {
  const last = data.length / channels - 1;
  if (step === 1 && stride === channels && Number.isInteger(start) && start + steps - 1 <= last) {
    out.set(data.subarray(start * channels, (start + steps) * channels), offset);
    return;
  }
  for (let i = 0; i < steps; i++) {
    const position = Math.min(start + step * i, last);
    const index = Math.floor(position);
    const weight = position - index;
    const from = index * channels;
    const to = offset + i * stride;
    for (let c = 0; c < channels; c++) {
      const a = data[from + c]!;
      out[to + c] = weight === 0 ? a : a + weight * (data[from + channels + c]! - a);
    }
  }
}

/** The grid that stretches all of `length` samples over `steps`, ends on ends. */
export function wholeGrid(length: number, steps: number): Grid {
  return { start: 0, step: steps === 1 ? 0 : (length - 1) / (steps - 1), steps };
}
