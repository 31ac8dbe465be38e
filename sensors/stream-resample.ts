/** @file Another rate for rows that arrive one by one. */
import { kernelOf, mixRows, type Ratio } from "./polyphase.ts";
import type { RowSink, RowStage } from "./row-stage.ts";

export interface StreamResampler extends RowStage {
  /** Rows (of the old rate) that must follow a moment before it goes on. */
  readonly delay: number;
}

/**
 * Rows at the new rate, through the filter of {@link polyphase}; allocates nothing per row. Away from the ends they are
 * those of `resample` up to the filter's ripple: every output is filtered around its nearest value, for the line through
 * both ends is not known before the end. Before the first row and after the last one stands what they hold.
 */
export function streamResample(ratio: Ratio, channels: number, next: RowSink): StreamResampler {
  const { up, down } = ratio;
  if (up === down) return { delay: 0, push: next, end() {} };
  const { reach, taps, weights, ready } = kernelOf(ratio);
  const recent = new Float32Array(2 * taps * channels); // each row twice: the last `taps` lie side by side
  const between = new Float64Array(taps);
  const out = new Float32Array(channels);
  let [rows, outputs] = [0, 0];

  const keep = (row: Float32Array, index: number) => {
    const slot = (((index % taps) + taps) % taps) * channels;
    recent.set(row, slot);
    recent.set(row, slot + taps * channels);
  };
  const emit = (newest: number) => {
    for (;;) {
      const position = outputs * down;
      const base = Math.floor(position / up);
      if (base + reach + 1 > newest) return;
      const phase = Math.floor(position - base * up);
      const rest = position - base * up - phase; // 0 for whole ratios
      ready(phase);
      if (rest > 0) ready(phase + 1);
      if (rest > 0) mixRows(weights, phase * taps, rest, between);
      const oldest = (newest + 1) % taps;
      weigh(rest > 0 ? between : weights, rest > 0 ? 0 : phase * taps, oldest);
      outputs++;
      next(out);
    }
  };
  const weigh = (row: Float64Array, from: number, oldest: number) => {
    for (let c = 0; c < channels; c++) {
      const level = recent[(oldest + reach) * channels + c]!;
      let sum = level;
      for (let k = 0, at = oldest * channels + c; k < taps; k++, at += channels)
        sum += row[from + k]! * (recent[at]! - level);
      out[c] = sum;
    }
  };
  return {
    delay: reach + 1,
    push(row) {
      if (rows === 0) for (let before = 1; before < taps; before++) keep(row, -before);
      keep(row, rows++);
      emit(rows - 1);
    },
    end() {
      const newest = ((rows + taps - 1) % taps) * channels;
      const last = recent.slice(newest, newest + channels);
      const all = Math.ceil((rows * up) / down);
      for (let after = rows; outputs < all; after++) {
        keep(last, after);
        emit(after);
      }
      [rows, outputs] = [0, 0];
    },
  };
}
