/** @file The uninterrupted stretches of a recording that have one label. */
import type { Recording, Signal } from "#core/signal";

export interface LabelledRun {
  /** Class index; −1: none. */
  readonly label: number;
  /** s after the start of the recording. */
  readonly start: number;
  readonly end: number;
}

/** In the order of time, without a break between them. */
export function labelledRuns({ label, signals }: Recording): readonly LabelledRun[] {
  const first = Object.values(signals)[0];
  if (first === undefined) return [];
  if (typeof label === "number") return [{ label, start: 0, end: secondsOf(first) }];
  const runs: LabelledRun[] = [];
  for (let from = 0; from < label.length; ) {
    let to = from + 1;
    while (label[to] === label[from]) to++;
    const place = (row: number) => row / first.sampleRate;
    runs.push({ label: label[from]!, start: place(from), end: place(to) });
    from = to;
  }
  return runs;
}

export function secondsOf({ data, channels, sampleRate }: Signal): number {
  return data.length / channels.length / sampleRate;
}
