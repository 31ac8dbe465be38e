/** @file Which of a modality's channels are drawn, and on which scale. */
import { electrodeNamed } from "#core/electrodes";
import type { Signal } from "#core/signal";

/** Hues of the style sheet. */
const looks = ["x", "y", "z"] as const;

export interface DrawnChannel {
  readonly place: number;
  readonly name: string;
  readonly look: string;
  readonly lane?: readonly [place: number, count: number];
}

export interface Drawing {
  readonly channels: readonly DrawnChannel[];
  /** Mean taken off each channel: where only changes matter (places in space, potentials). */
  readonly centred: boolean;
  readonly domain: readonly [number, number];
}

/** Over the motor cortex. */
const electrodes = ["C3", "Cz", "C4"];

/** Of a skeleton. */
const watchArm = ["right-wrist.x", "right-wrist.y", "right-wrist.z"];

/** At most three channels (those named above, else those that vary most), the same for all signals of a modality, and a scale that fits nearly all of their values. */
export function drawingOf(signals: readonly Signal[]): Drawing {
  const [first] = signals;
  if (first === undefined) return { channels: [], centred: false, domain: [-1, 1] };
  const places = placesIn(first, signals);
  const lanes = first.unit === "µV"; // potentials cover each other, and their level means nothing
  const channels = places.map((place, i) => ({
    ...{ place, name: first.channels[place]!, look: looks[i]! },
    ...(lanes && { lane: [i, places.length] as const }),
  }));
  const centred = !["g", "rad/s"].includes(first.unit);
  const values = signals.flatMap((signal) =>
    places.flatMap((place) => {
      const offset = offsetOf(signal, place, centred);
      return columnOf(signal, place).map((value) => value - offset);
    }),
  );
  return { channels, centred, domain: middle(values.filter(Number.isFinite)) };
}

/** What {@link drawTraces} takes off a channel. */
export function offsetOf(signal: Signal, place: number, centred: boolean): number {
  if (!centred) return 0;
  const values = columnOf(signal, place).filter(Number.isFinite);
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function placesIn({ channels }: Signal, signals: readonly Signal[]): number[] {
  if (channels.length <= looks.length) return channels.map((_, place) => place);
  for (const wanted of [electrodes, watchArm]) {
    const named = wanted.map((name) =>
      channels.findIndex((channel) => (electrodeNamed(channel)?.name ?? channel) === name),
    );
    if (named.every((place) => place >= 0)) return named;
  }
  const spread = channels.map((_, place) =>
    signals.reduce((sum, signal) => sum + variance(columnOf(signal, place)), 0),
  );
  const bySpread = spread.map((_, place) => place).sort((a, b) => spread[b]! - spread[a]!);
  return bySpread.slice(0, looks.length).sort((a, b) => a - b);
}

/** All values of one channel. */
export function columnOf({ data, channels }: Signal, place: number): number[] {
  const rows = data.length / channels.length;
  return Array.from({ length: rows }, (_, t) => data[t * channels.length + place]!);
}

function variance(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const sum = values.reduce((total, value) => total + (value - mean) ** 2, 0) / values.length;
  return Number.isFinite(sum) ? sum : 0;
}

/** From the half to the 99.5th percentile, with a little air. */
function middle(values: number[]): [number, number] {
  if (values.length === 0) return [-1, 1];
  const sorted = values.sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))]!;
  const [low, high] = [at(0.005), at(0.995)];
  const air = 0.08 * (high - low) || 1;
  return [low - air, high + air];
}
