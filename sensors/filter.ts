/** @file Recursive filters run over signals: forwards (causal, with a state to keep), or forwards and backwards. */
import type { Signal } from "#core/signal";
import { columnOf, gapFree, setColumn } from "./gap-free.ts";

/** y[t] = b0 x[t] + b1 x[t−1] + b2 x[t−2] − a1 y[t−1] − a2 y[t−2]. */
export interface Section {
  readonly b0: number;
  readonly b1: number;
  readonly b2: number;
  readonly a1: number;
  readonly a2: number;
}

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
  for (const rows of gapFree(data, channels)) {
    for (let channel = 0; channel < channels; channel++) {
      const column = columnOf(data, channels, channel, rows);
      const filtered = form === "forward" ? forward(column, sections) : zeroPhase(column, sections);
      setColumn(data, channels, channel, rows.first, filtered);
    }
  }
  return { ...signal, data };
}

/**
 * The causal form for data that arrive in pieces: the same values as {@link filterSignal} with `forward`, however the
 * stream is cut.
 */
export function streamFilter(sections: readonly Section[], channels: number): StreamFilter {
  const states: (Float64Array | undefined)[] = new Array(channels).fill(undefined);
  return {
    push(data) {
      const length = data.length / channels;
      let row = 0;
      for (const rows of gapFree(data, channels)) {
        if (rows.first > row) states.fill(undefined);
        for (let channel = 0; channel < channels; channel++) {
          const column = columnOf(data, channels, channel, rows);
          const state = states[channel] ?? settledState(sections, column[0]!);
          states[channel] = state;
          run(column, sections, state);
          setColumn(data, channels, channel, rows.first, column);
        }
        row = rows.end;
      }
      if (row < length) states.fill(undefined);
    },
    reset() {
      states.fill(undefined);
    },
  };
}

/** Changes `column`; starts as if its first value had been there for ever. */
function forward(column: Float64Array, sections: readonly Section[]): Float64Array {
  run(column, sections, settledState(sections, column[0]!));
  return column;
}

/**
 * Forwards and backwards over the column, continued at both ends by its point reflection in the end value.
 * Source: Gustafsson 1996; padding and initial states as in SciPy's `signal.sosfiltfilt`, which refuses a column shorter
 * than the padding where this pads by as much as there is.
 */
function zeroPhase(column: Float64Array, sections: readonly Section[]): Float64Array {
  const pad = Math.min(column.length - 1, paddingOf(sections));
  const padded = reflected(column, pad);
  for (let pass = 0; pass < 2; pass++) {
    forward(padded, sections);
    padded.reverse();
  }
  return padded.subarray(pad, pad + column.length);
}

function paddingOf(sections: readonly Section[]): number {
  const short = Math.min(
    sections.filter(({ b2 }) => b2 === 0).length,
    sections.filter(({ a2 }) => a2 === 0).length,
  );
  return 3 * (2 * sections.length + 1 - short);
}

function reflected(column: Float64Array, pad: number): Float64Array {
  const { length } = column;
  const padded = new Float64Array(length + 2 * pad);
  padded.set(column, pad);
  const last = column[length - 1]!;
  for (let i = 1; i <= pad; i++) {
    padded[pad - i] = 2 * column[0]! - column[i]!;
    padded[pad + length - 1 + i] = 2 * last - column[length - 1 - i]!;
  }
  return padded;
}

/** Two numbers per section: what they hold after the constant input `level`. */
function settledState(sections: readonly Section[], level: number): Float64Array {
  const state = new Float64Array(2 * sections.length);
  let input = level;
  sections.forEach(({ b0, b1, b2, a1, a2 }, s) => {
    const output = (input * (b0 + b1 + b2)) / (1 + a1 + a2);
    state[2 * s] = output - b0 * input;
    state[2 * s + 1] = b2 * input - a2 * output;
    input = output;
  });
  return state;
}

/** All sections over the column, in place; leaves `state` as it is after the last value. */
function run(column: Float64Array, sections: readonly Section[], state: Float64Array): void {
  sections.forEach(({ b0, b1, b2, a1, a2 }, s) => {
    let near = state[2 * s]!;
    let far = state[2 * s + 1]!;
    for (let t = 0; t < column.length; t++) {
      const x = column[t]!;
      const y = b0 * x + near;
      near = b1 * x - a1 * y + far;
      far = b2 * x - a2 * y;
      column[t] = y;
    }
    state[2 * s] = near;
    state[2 * s + 1] = far;
  });
}
