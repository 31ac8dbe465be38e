/** @file One modality of a window, taken from one or several signals of a recording. */
import { nearest, UserError } from "#core/errors";
import type { Modality, Recording, Signal } from "#core/signal";
import { type Grid, interpolate, wholeGrid } from "./interpolate.ts";
import type { Stretch } from "./stretches.ts";

export interface ModalityWindow {
  /** Time steps of a window, after linear resampling. */
  readonly steps: number;
  /** The channels to keep, in this order; default: all. Of joined modalities: `acc.x`. */
  readonly channels?: readonly string[];
  /** Modalities of the recording to join channel by channel; default: the one of the same name. */
  readonly from?: readonly Modality[];
}

export interface JoinedSignals {
  readonly channels: readonly string[];
  readonly unit: string;
  /** s; of the shortest signal. */
  readonly duration: number;
  /** Samples; of the shortest signal. */
  readonly length: number;
  /** The stretch as `[steps, channel]`. */
  values(stretch: Stretch): Float32Array;
}

/** What a window's modality reads of a recording. Throws a {@link UserError} for an unknown modality or channel. */
export function joinSignals(
  recording: Recording,
  modality: Modality,
  { steps, channels, from = [modality] }: ModalityWindow,
): JoinedSignals {
  const who = `recording ${recording.id}`;
  const signals = from.map((name) => named(recording.signals, name, `${who}: modality`));
  const names = signals.flatMap((signal, i) =>
    from.length === 1 ? signal.channels : signal.channels.map((name) => `${from[i]}.${name}`),
  );
  const kept = channels && placesOf(channels, names, `${who}: ${modality} channel`);
  const lengths = signals.map(lengthOf);
  return {
    channels: channels ?? names,
    unit: [...new Set(signals.map(({ unit }) => unit))].join(", "),
    duration: Math.min(...signals.map((signal) => lengthOf(signal) / signal.sampleRate)),
    length: Math.min(...lengths),
    values(stretch) {
      const data = interleave(signals, stretch, steps, names.length);
      return kept === undefined ? data : keep(data, names.length, kept);
    },
  };
}

function lengthOf({ data, channels }: Signal): number {
  return data.length / channels.length;
}

function interleave(signals: readonly Signal[], stretch: Stretch, steps: number, width: number) {
  const data = new Float32Array(steps * width);
  let offset = 0;
  for (const signal of signals) {
    const channels = signal.channels.length;
    interpolate(signal.data, channels, gridOf(signal, stretch, steps), data, offset, width);
    offset += channels;
  }
  return data;
}

function gridOf(signal: Signal, stretch: Stretch, steps: number): Grid {
  if (stretch === "whole") return wholeGrid(lengthOf(signal), steps);
  const { sampleRate } = signal;
  return { start: stretch.start * sampleRate, step: (stretch.seconds * sampleRate) / steps, steps };
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
