/** @file Signals that arrive row by row: stages of a stream, each of which hands its rows to the next. */

/** Takes a row of channels; reads it at once and keeps nothing of it. */
export type RowSink = (row: Float32Array) => void;

export interface RowStage {
  push(row: Float32Array): void;
  /** The stream ends here: what was held back goes on, and the next row begins anew. */
  end(): void;
}
