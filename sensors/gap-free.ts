/** @file The parts of a signal between its gaps: rows in which no value is missing (NaN). */

/** Rows `first` … `end` − 1. */
export interface Rows {
  readonly first: number;
  readonly end: number;
}

/** Every longest run of rows of `[time, channel]` data without a missing value. */
export function gapFree(data: Float32Array, channels: number): readonly Rows[] {
  const length = data.length / channels;
  const runs: Rows[] = [];
  let first = 0;
  for (let row = 0; row <= length; row++) {
    if (row < length && !isMissing(data, row * channels, channels)) continue;
    if (row > first) runs.push({ first, end: row });
    first = row + 1;
  }
  return runs;
}

function isMissing(data: Float32Array, from: number, channels: number): boolean {
  for (let c = 0; c < channels; c++) if (Number.isNaN(data[from + c]!)) return true;
  return false;
}

/** One channel of these rows. */
export function columnOf(
  data: Float32Array,
  channels: number,
  channel: number,
  { first, end }: Rows,
): Float64Array {
  const column = new Float64Array(end - first);
  for (let i = 0, at = first * channels + channel; i < column.length; i++, at += channels)
    column[i] = data[at]!;
  return column;
}

/** Write a channel back, from row `first` on. */
export function setColumn(
  data: Float32Array,
  channels: number,
  channel: number,
  first: number,
  column: Float64Array,
): void {
  for (let i = 0, at = first * channels + channel; i < column.length; i++, at += channels)
    data[at] = column[i]!;
}
