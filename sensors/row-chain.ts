/**
 * @file Rows as a sensor gives them → rows as windows are cut from, by plain data. Streams run it; app bundles carry a copy
 * of this file and of what it imports.
 */
import { type OpenOperation, openOperation, type RowOperation } from "./row-operation.ts";
import type { RowSink, RowStage } from "./row-stage.ts";
import { streamResample } from "./stream-resample.ts";

export interface RowChain {
  /** Pieces of the row, side by side, each with its own operations. */
  readonly parts: readonly RowPart[];
  /** Of what comes out of all parts, side by side: what is kept, in this order. */
  readonly places: readonly number[];
  /** Rows then go to another rate: `up` for every `down`. */
  readonly ratio: { readonly up: number; readonly down: number };
}

export interface RowPart {
  /** Channels that go in. */
  readonly width: number;
  readonly operations: readonly RowOperation[];
}

/** Allocates nothing per row. `end` hands on what the change of rate held back; the next row then begins anew. */
export function openChain({ parts, places, ratio }: RowChain, keep: RowSink): RowStage {
  let from = 0;
  const pieces = parts.map((part) => {
    const piece = openPart(part, from);
    from += part.width;
    return piece;
  });
  const all = new Float32Array(pieces.reduce((sum, { width }) => sum + width, 0));
  const out = new Float32Array(places.length);
  const { push, end } = streamResample(ratio, places.length, keep);
  return {
    push(row) {
      let to = 0;
      for (const piece of pieces) {
        all.set(piece.next(row), to);
        to += piece.width;
      }
      for (let c = 0; c < places.length; c++) out[c] = all[places[c]!]!;
      push(out);
    },
    end() {
      end();
      for (const { begin } of pieces) begin();
    },
  };
}

/** Channels that come out of a part. */
export function outputsOf(part: RowPart): number {
  return openPart(part, 0).width;
}

/** @param from Place of its first channel in the row. */
function openPart({ width, operations }: RowPart, from: number) {
  const steps: OpenOperation[] = [];
  for (const operation of operations)
    steps.push(openOperation(operation, steps.at(-1)?.width ?? width));
  const rows = [width, ...steps.map((step) => step.width)].map((each) => new Float32Array(each));
  const last = rows.at(-1)!;
  return {
    width: last.length,
    begin() {
      for (const step of steps) step.begin();
    },
    /** What became of this part; good until the next row. */
    next(row: Float32Array): Float32Array {
      for (let c = 0; c < width; c++) rows[0]![c] = row[from + c]!;
      for (let s = 0; s < steps.length; s++) steps[s]!.next(rows[s]!, rows[s + 1]!);
      return last;
    },
  };
}
