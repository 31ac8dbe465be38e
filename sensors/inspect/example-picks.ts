/** @file A few examples of every class, each by another person, drawn while the recordings pass by. */
import { mapValues } from "#core/map-values";
import type { Random } from "#core/random";
import type { Recording, Signal } from "#core/signal";
import type { Example } from "./inspection.ts";
import type { LabelledRun } from "./labelled-runs.ts";

interface Pick {
  /** Lots: the smallest stay. */
  readonly subject: number;
  readonly run: number;
  readonly example: Example;
}

export interface PickOptions {
  /** Per class. */
  readonly count: number;
  /** Longest example. */
  readonly seconds: number;
  readonly random: Random;
}

/** Holds `count` examples a class at most, whatever passes by; the choice depends on names and seed alone. */
export class ExamplePicks {
  readonly #picks: Pick[][];
  readonly #options: PickOptions;

  constructor(classes: number, options: PickOptions) {
    this.#picks = Array.from({ length: classes }, () => []);
    this.#options = options;
  }

  add(recording: Recording, runs: readonly LabelledRun[]): void {
    const { random } = this.#options;
    const subject = random.fork("subject", recording.subject).uniform();
    for (const run of runs) {
      if (run.label < 0) continue;
      const lot = random.fork(recording.id, run.start).uniform();
      this.#offer(recording, run, subject, lot);
    }
  }

  finish(): Example[] {
    return this.#picks.flatMap((picks) => picks.map(({ example }) => example));
  }

  #offer(recording: Recording, run: LabelledRun, subject: number, lot: number): void {
    const picks = this.#picks[run.label]!;
    const known = picks.findIndex(({ example }) => example.subject === recording.subject);
    if (known >= 0 && picks[known]!.run <= lot) return;
    if (known >= 0) picks.splice(known, 1);
    const place = picks.findIndex((pick) => pick.subject > subject);
    const at = place < 0 ? picks.length : place;
    if (at >= this.#options.count) return;
    const example = exampleOf(recording, run, this.#options.seconds);
    picks.splice(at, 0, { subject, run: lot, example });
    picks.length = Math.min(picks.length, this.#options.count);
  }
}

function exampleOf({ id, subject, signals }: Recording, run: LabelledRun, most: number): Example {
  const seconds = Math.min(run.end - run.start, most);
  const start = (run.start + run.end - seconds) / 2;
  const cut = (signal: Signal) => partOf(signal, start, seconds);
  return { label: run.label, subject, recording: id, start, signals: mapValues(signals, cut) };
}

function partOf(signal: Signal, start: number, seconds: number): Signal {
  const width = signal.channels.length;
  const from = Math.round(start * signal.sampleRate) * width;
  const steps = Math.max(1, Math.round(seconds * signal.sampleRate));
  return { ...signal, data: signal.data.slice(from, from + steps * width) };
}
