/** @file Some rows of a table, each with its time stamp. */
import type { ModalityFacts } from "./dataset.ts";
import type { StampedSignal } from "./stamps.ts";

export interface StampedTable {
  /** s; one per row. */
  readonly times: ArrayLike<number>;
  /** One per channel. */
  readonly columns: readonly ArrayLike<number>[];
  /** Values × factor are in the modality's unit. */
  readonly factor?: number;
}

/** The rows, in this order. */
export function stampedRows(
  { channels, unit }: ModalityFacts,
  { times, columns, factor = 1 }: StampedTable,
  rows: ArrayLike<number>,
): StampedSignal {
  const width = columns.length;
  const data = new Float32Array(rows.length * width);
  for (const [c, column] of columns.entries()) {
    for (let i = 0; i < rows.length; i++) data[i * width + c] = column[rows[i]!]! * factor;
  }
  return { channels, unit, data, times: Float64Array.from(rows, (row) => times[row]!) };
}
