/** @file Stretches of values that were not measured (NaN). */

/** First and last row of a gap in one channel. */
export interface Gap {
  readonly channel: number;
  readonly first: number;
  readonly last: number;
}

/** Every gap of `[time, channel]` data, channel by channel. */
export function gapsOf(data: Float32Array, channels: number): readonly Gap[] {
  const rows = data.length / channels;
  const gaps: Gap[] = [];
  for (let channel = 0; channel < channels; channel++) {
    for (let row = 0; row < rows; row++) {
      if (!Number.isNaN(data[row * channels + channel]!)) continue;
      const first = row;
      while (row + 1 < rows && Number.isNaN(data[(row + 1) * channels + channel]!)) row++;
      gaps.push({ channel, first, last: row });
    }
  }
  return gaps;
}

/** Fill a gap with the line between its neighbours; at an end with the only neighbour. Changes `data`. */
export function fillGap(data: Float32Array, channels: number, { channel, first, last }: Gap): void {
  const at = (row: number) => data[row * channels + channel];
  const before = first > 0 ? at(first - 1) : undefined;
  const after = at(last + 1);
  const from = before ?? after ?? Number.NaN;
  const to = after ?? from;
  for (let row = first; row <= last; row++) {
    const weight = (row - first + 1) / (last - first + 2);
    data[row * channels + channel] = from + weight * (to - from);
  }
}
