/** @file What can be said of one row of a signal without the others. */
import type { Signal, SignalFormat } from "#core/signal";
import { openOperation, type RowOperation } from "./row-operation.ts";

/** Rows of channels → rows of other channels. */
export interface RowMap {
  readonly channels: readonly string[];
  readonly unit: string;
  readonly operation: RowOperation;
}

/** Every row through the operation. */
export function mapRows(signal: Signal, { channels, unit, operation }: RowMap): Signal {
  const width = signal.channels.length;
  const rows = signal.data.length / width;
  const data = new Float32Array(rows * channels.length);
  const { next } = openOperation(operation, width);
  for (let row = 0; row < rows; row++)
    next(
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
  return { channels, unit, operation: { kind: "pick", places } };
}
