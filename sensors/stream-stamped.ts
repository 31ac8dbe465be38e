/** @file Rows with a time stamp each → rows at an even rate, as they arrive. */
import type { RowSink } from "./row-stage.ts";

export interface StampedStream {
  /** @param time s; later than the one before. */
  push(time: number, row: Float32Array): void;
  /** The stream ends here; the next row begins anew. */
  end(): void;
}

/**
 * The values at the first stamp, and from there on every 1/rate s, on the lines between neighbours: those of
 * `resampleStamped`, before it lowers the rate. Holds one row, allocates nothing.
 */
export function streamStamped(rate: number, channels: number, next: RowSink): StampedStream {
  const before = new Float32Array(channels);
  const out = new Float32Array(channels);
  let [start, last, steps] = [0, Number.NaN, 0]; // NaN: no row yet
  return {
    push(time, row) {
      if (Number.isNaN(last)) [start, steps] = [time, 0];
      else {
        for (; start + steps / rate < time; steps++) {
          const share = Math.max(0, (start + steps / rate - last) / (time - last));
          for (let c = 0; c < channels; c++) out[c] = before[c]! + share * (row[c]! - before[c]!);
          next(out);
        }
      }
      before.set(row);
      last = time;
    },
    end() {
      if (steps <= (last - start) * rate + 1e-6) next(before);
      last = Number.NaN;
    },
  };
}
