/** @file Recursive filters run over signals: forwards (causal, with a state to keep), or forwards and backwards. */
import type { Signal } from "#core/signal";
import { gapFree } from "./gap-free.ts";
import { run, type Section, type State, settledState } from "./row-filter.ts";

/** A filter that goes on where the last piece of the stream ended. */
export interface StreamFilter {
  /** Filters the next `[time, channel]` rows in place; a missing value (NaN) starts it anew behind the gap. */
  push(data: Float32Array): void;
  /** Forget the past. */
  reset(): void;
}

/**
 * `forward` can run on a device, sample by sample, and delays; `zero-phase` runs a second time backwards: no delay, the
 * gain of each frequency squared.
 */
export type FilterForm = "forward" | "zero-phase";

/** The signal, filtered between its gaps; missing values stay missing. */
export function filterSignal(
  signal: Signal,
  sections: readonly Section[],
  form: FilterForm,
): Signal {
  const channels = signal.channels.length;
  const data = Float32Array.from(signal.data);
  for (const { first, end } of gapFree(data, channels)) {
    const part = data.subarray(first * channels, end * channels);
    part.set((form === "forward" ? forward : zeroPhase)(part, channels, sections));
  }
  return { ...signal, data };
}

/**
 * The causal form for data that arrive in pieces: the same values as {@link filterSignal} with `forward`, however the
 * stream is cut.
 */
export function streamFilter(sections: readonly Section[], channels: number): StreamFilter {
  let state: State | undefined;
  return {
    push(data) {
      const length = data.length / channels;
      let row = 0;
      for (const { first, end } of gapFree(data, channels)) {
        const part = data.subarray(first * channels, end * channels);
        if (first > row) state = undefined;
        state ??= settledState(sections, part.subarray(0, channels));
        const rows = new Float64Array(part);
        run(rows, channels, sections, state);
        part.set(rows);
        row = end;
      }
      if (row < length) state = undefined;
    },
    reset() {
      state = undefined;
    },
  };
}

/** Starts as if the first row had been there for ever. */
function forward(data: Float32Array, channels: number, sections: readonly Section[]): Float64Array {
  const rows = new Float64Array(data);
  run(rows, channels, sections, settledState(sections, rows.subarray(0, channels)));
  return rows;
}

/**
 * Forwards and backwards over the rows, continued at both ends by their point reflection in the end row.
 * Source: Gustafsson 1996; padding and initial states as in SciPy's `signal.sosfiltfilt`, which refuses a signal shorter
 * than the padding where this pads by as much as there is.
 */
function zeroPhase(
  data: Float32Array,
  channels: number,
  sections: readonly Section[],
): Float64Array {
  const pad = Math.min(data.length / channels - 1, paddingOf(sections));
  const rows = reflected(data, channels, pad);
  run(rows, channels, sections, settledState(sections, rows.subarray(0, channels)));
  const last = rows.subarray(rows.length - channels);
  run(rows, channels, sections, settledState(sections, last), "backwards");
  return rows.subarray(pad * channels, pad * channels + data.length);
}

function paddingOf(sections: readonly Section[]): number {
  const short = Math.min(
    sections.filter(({ b2 }) => b2 === 0).length,
    sections.filter(({ a2 }) => a2 === 0).length,
  );
  return 3 * (2 * sections.length + 1 - short);
}

function reflected(data: Float32Array, channels: number, pad: number): Float64Array {
  const rows = new Float64Array(data.length + 2 * pad * channels);
  rows.set(data, pad * channels);
  const length = data.length / channels;
  const end = (pad + length - 1) * channels;
  for (let i = 1; i <= pad; i++) {
    for (let c = 0; c < channels; c++) {
      const [first, last] = [data[c]!, data[(length - 1) * channels + c]!];
      rows[(pad - i) * channels + c] = 2 * first - data[i * channels + c]!;
      rows[end + i * channels + c] = 2 * last - data[(length - 1 - i) * channels + c]!;
    }
  }
  return rows;
}
