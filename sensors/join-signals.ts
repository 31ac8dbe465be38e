/** @file One modality of a window, taken from one or several signals of a recording. */
import { nearest, UserError } from "#core/errors";
import type { MeasuredSignal, Modality, ProcessingChoice, Recording, Signal } from "#core/signal";
import { gapFree } from "./gap-free.ts";
import { interpolate, wholeGrid } from "./interpolate.ts";
import { processSignal } from "./process-signal.ts";
import { resample, stretchWhole } from "./resample.ts";
import { commonSpans, type Span } from "./spans.ts";
import type { Stretch } from "./stretches.ts";

export interface ModalityWindow {
  /** Time steps of a window, after resampling. */
  readonly steps: number;
  /** The channels to keep, in this order; default: all. Of joined modalities: `acc.x`. */
  readonly channels?: readonly string[];
  /** Modalities of the recording to join channel by channel; default: the one of the same name. */
  readonly from?: readonly Modality[];
  /** Done to each of these signals, from its start to its end, before it is resampled and cut. */
  readonly process?: readonly ProcessingChoice[];
  /** The sensor's range: a value of this size or above counts as clipped. */
  readonly range?: number;
}

export interface JoinedSignals {
  readonly channels: readonly string[];
  readonly unit: string;
  /** The signals before they were processed. */
  readonly measured: readonly MeasuredSignal[];
  /** s; of the shortest signal. */
  readonly duration: number;
  /** Samples; of the shortest signal. */
  readonly length: number;
  /** The parts in which no signal has a missing value, in s. */
  gapFree(): readonly Span[];
  /** The stretch as `[steps, channel]`; parts of the recording must be as long as was said. */
  values(stretch: Stretch): Float32Array;
}

/**
 * What a window's modality reads of a recording: signals processed and, for windows of `seconds`, resampled to the
 * steps. Throws a {@link UserError} for an unknown modality or channel.
 */
export function joinSignals(
  recording: Recording,
  modality: Modality,
  { steps, channels, from = [modality], process = [] }: ModalityWindow,
  seconds?: number,
): JoinedSignals {
  const who = `recording ${recording.id}`;
  const raw = from.map((name) => named(recording.signals, name, `${who}: modality`));
  const signals = raw.map((signal) => processSignal(signal, process));
  const names = signals.flatMap((signal, i) =>
    from.length === 1 ? signal.channels : signal.channels.map((name) => `${from[i]}.${name}`),
  );
  const kept = channels && placesOf(channels, names, `${who}: ${modality} channel`);
  const fitted = seconds === undefined ? signals : signals.map((s) => atRate(s, steps / seconds));
  return {
    channels: channels ?? names,
    unit: [...new Set(signals.map(({ unit }) => unit))].join(", "),
    measured: raw.map(({ channels: all, sampleRate, unit }, i) => {
      return { name: from[i]!, channels: all, sampleRate, unit };
    }),
    duration: Math.min(...signals.map(durationOf)),
    length: Math.min(...signals.map(lengthOf)),
    gapFree: () => signals.map(spansOf).reduce(commonSpans),
    values(stretch) {
      const data = interleave(fitted, stretch, steps, names.length);
      return kept === undefined ? data : keep(data, names.length, kept);
    },
  };
}

function lengthOf({ data, channels }: Signal): number {
  return data.length / channels.length;
}

function durationOf(signal: Signal): number {
  return lengthOf(signal) / signal.sampleRate;
}

/** Rates that differ by rounding alone are equal. */
function atRate(signal: Signal, sampleRate: number): Signal {
  const equal = Math.abs(signal.sampleRate / sampleRate - 1) < 1e-9;
  return equal ? signal : resample(signal, sampleRate);
}

function spansOf({ data, channels, sampleRate }: Signal): readonly Span[] {
  return gapFree(data, channels.length).map(({ first, end }) => ({
    start: first / sampleRate,
    end: end / sampleRate,
  }));
}

function interleave(signals: readonly Signal[], stretch: Stretch, steps: number, width: number) {
  const data = new Float32Array(steps * width);
  let offset = 0;
  for (const signal of signals) {
    const channels = signal.channels.length;
    const { source, grid } = readingOf(signal, stretch, steps);
    interpolate(source, channels, grid, data, offset, width);
    offset += channels;
  }
  return data;
}

/** Fewer steps than samples go through a low-pass filter first, or fast movements would fold into slow ones. */
function readingOf(signal: Signal, stretch: Stretch, steps: number) {
  const { data, channels, sampleRate } = signal;
  if (stretch !== "whole")
    return { source: data, grid: { start: wholeNear(stretch.start * sampleRate), step: 1, steps } };
  const length = lengthOf(signal);
  return length > steps && steps > 1
    ? { source: stretchWhole(data, channels.length, steps), grid: wholeGrid(steps, steps) }
    : { source: data, grid: wholeGrid(length, steps) };
}

/** The whole number that a sum of rounded terms meant. */
export function wholeNear(position: number): number {
  const whole = Math.round(position);
  return Math.abs(position - whole) < 1e-6 ? whole : position;
}

function keep(data: Float32Array, width: number, places: readonly number[]): Float32Array {
  const kept = new Float32Array((data.length / width) * places.length);
  for (let i = 0; i < kept.length; i++) {
    const row = Math.floor(i / places.length);
    kept[i] = data[row * width + places[i % places.length]!]!;
  }
  return kept;
}

function placesOf(wanted: readonly string[], names: readonly string[], who: string) {
  const places = Object.fromEntries(names.map((name, place) => [name, place]));
  return wanted.map((name) => named(places, name, who));
}

function named<T>(values: Readonly<Record<string, T>>, name: string, who: string): T {
  if (Object.hasOwn(values, name)) return values[name]!;
  const known = Object.keys(values);
  const guess = nearest(name, known);
  const hint = guess === undefined ? "" : `did you mean "${guess}"? `;
  throw new UserError(`${who} "${name}" is unknown`, `${hint}known: ${known.join(", ")}`);
}
