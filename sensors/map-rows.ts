/** @file What can be said of one row of a signal without the others. */
import type { Signal, SignalFormat } from "#core/signal";

/** Rows of channels → rows of other channels. */
export interface RowMap {
  readonly channels: readonly string[];
  readonly unit: string;
  /** Fills as many values as there are new channels. */
  write(row: Float32Array, out: Float32Array): void;
}

/** Every row through `write`. */
export function mapRows(signal: Signal, { channels, unit, write }: RowMap): Signal {
  const width = signal.channels.length;
  const rows = signal.data.length / width;
  const data = new Float32Array(rows * channels.length);
  for (let row = 0; row < rows; row++)
    write(
      signal.data.subarray(row * width, (row + 1) * width),
      data.subarray(row * channels.length, (row + 1) * channels.length),
    );
  return { ...signal, data, channels, unit };
}

/** Only the channels at these places, under these names. */
export function pickRows(
  { unit }: SignalFormat,
  channels: readonly string[],
  places: readonly number[],
): RowMap {
  return {
    ...{ channels, unit },
    write(row, out) {
      for (let c = 0; c < places.length; c++) out[c] = row[places[c]!]!;
    },
  };
}
