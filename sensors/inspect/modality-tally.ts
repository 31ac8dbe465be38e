/** @file One modality through all recordings. */
import { electrodeNamed } from "#core/electrodes";
import type { Signal } from "#core/signal";
import type { ModalityFacts } from "#sensors/dataset";
import { gapFree, type Rows } from "#sensors/gap-free";
import { ChannelTally } from "./channel-tally.ts";
import type { BandPart, ModalityPart } from "./inspection.ts";
import type { LabelledRun } from "./labelled-runs.ts";
import { SpectrumSum } from "./spectrum-sum.ts";

/** Hz; source: Niedermeyer's Electroencephalography, 7th ed., 2018, ch. 7. */
const bands = [
  { name: "δ", from: 1, to: 4 },
  { name: "θ", from: 4, to: 8 },
  { name: "α", from: 8, to: 13 },
  { name: "β", from: 13, to: 30 },
  { name: "γ", from: 30, to: 45 },
] as const;

export class ModalityTally {
  readonly #facts: ModalityFacts;
  readonly #channels: readonly ChannelTally[];
  readonly #spectra: readonly SpectrumSum[];
  readonly #rates = new Map<number, number>();
  readonly #measured: number[] = [];
  #recordings = 0;
  #steps = 0;
  #gaps = 0;
  #longestGap = 0;

  constructor(facts: ModalityFacts, classes: number) {
    const { channels, sampleRate } = facts;
    this.#facts = facts;
    this.#channels = channels.map(() => new ChannelTally());
    this.#spectra = Array.from(
      { length: classes },
      () => new SpectrumSum(channels.length, sampleRate),
    );
  }

  /** `measured`: the rate that time stamps show. */
  add(signal: Signal, runs: readonly LabelledRun[], measured: number | undefined): void {
    const { data, channels, sampleRate } = signal;
    const steps = data.length / channels.length;
    this.#recordings++;
    this.#steps += steps;
    this.#rates.set(sampleRate, (this.#rates.get(sampleRate) ?? 0) + 1);
    if (measured !== undefined) this.#measured.push(measured);
    this.#channels.forEach((tally, channel) => {
      tally.add(data, channel, channels.length);
    });
    const whole = gapFree(data, channels.length);
    this.#addGaps(whole, steps, sampleRate);
    for (const run of runs) if (run.label >= 0) this.#addSpectrum(signal, run, whole);
  }

  finish(): ModalityPart {
    const { unit, sampleRate, channels } = this.#facts;
    const parts = this.#channels.map((tally, i) => tally.finish(channels[i]!));
    const measured = [...this.#measured].sort((a, b) => a - b);
    const rates = [...this.#rates].sort(([, a], [, b]) => b - a);
    return {
      ...{ unit, sampleRate, recordings: this.#recordings, steps: this.#steps },
      rates: rates.map(([rate, recordings]) => ({ sampleRate: rate, recordings })),
      ...(measured.length > 0 && { measured: rangeOf(measured) }),
      ...{ gaps: this.#gaps, longestGap: this.#longestGap, channels: parts },
      spectrum: {
        frequencies: this.#spectra[0]?.frequencies ?? [],
        power: this.#spectra.map((spectrum) => spectrum.power()?.map(meanOf) ?? null),
      },
      ...(isEeg(this.#facts) && { bands: bands.map((band) => bandPart(band, this.#spectra)) }),
    };
  }

  /** What lies between the parts without a gap. */
  #addGaps(whole: readonly Rows[], steps: number, sampleRate: number): void {
    const ends = [0, ...whole.map(({ end }) => end)];
    const starts = [...whole.map(({ first }) => first), steps];
    for (const [i, start] of starts.entries()) {
      const rows = start - ends[i]!;
      if (rows > 0) this.#gaps++;
      this.#longestGap = Math.max(this.#longestGap, rows / sampleRate);
    }
  }

  /** Signals of another rate than stated do not share the frequencies. */
  #addSpectrum({ data, sampleRate }: Signal, run: LabelledRun, whole: readonly Rows[]): void {
    if (sampleRate !== this.#facts.sampleRate) return;
    const from = Math.round(run.start * sampleRate);
    const to = Math.round(run.end * sampleRate);
    for (const { first, end } of whole)
      this.#spectra[run.label]!.add(data, Math.max(first, from), Math.min(end, to));
  }
}

function rangeOf(sorted: readonly number[]) {
  const median = sorted[Math.floor(sorted.length / 2)]!;
  return { least: sorted[0]!, median, greatest: sorted.at(-1)! };
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function isEeg({ unit, channels }: ModalityFacts): boolean {
  return unit === "µV" && channels.some((channel) => electrodeNamed(channel) !== undefined);
}

function bandPart(
  { name, from, to }: (typeof bands)[number],
  spectra: readonly SpectrumSum[],
): BandPart {
  const frequencies = spectra[0]?.frequencies ?? [];
  const step = frequencies[1] ?? 0;
  const inside = (_: unknown, k: number) => frequencies[k]! >= from && frequencies[k]! <= to;
  const power = spectra.map((spectrum) => {
    const rows = spectrum.power()?.filter(inside);
    if (rows === undefined || rows.length === 0) return null;
    return Array.from(rows[0]!, (_, c) => step * rows.reduce((sum, row) => sum + row[c]!, 0));
  });
  return { name, from, to, power };
}
