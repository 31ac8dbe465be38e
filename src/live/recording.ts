/** @file A person's labelled windows, one after the other, as rows that a page can play. */
import type { WindowSet } from "#core/signal";

export interface LiveRecording {
  /** Whose. */
  readonly subject: string;
  /** Hz. */
  readonly sampleRate: number;
  /** `[time, channel]`, the channels of all inputs in their order. */
  readonly rows: Float32Array;
  /** Class of each row. */
  readonly labels: Int32Array;
}

export interface RecordingOptions {
  /** In the order of the model. */
  readonly inputs: readonly string[];
  /** Windows of one class, at most. */
  readonly perClass?: number;
}

/**
 * Class by class, windows that do not overlap, of the person who did most of the classes. `undefined` where the inputs
 * have different rates.
 */
export function recordingOf(
  windows: WindowSet,
  { inputs, perClass = 6 }: RecordingOptions,
): LiveRecording | undefined {
  const signals = inputs.map((modality) => windows.signals[modality]!);
  const { sampleRate, length } = signals[0]!;
  if (signals.some((each) => each.length !== length || each.sampleRate !== sampleRate))
    return undefined;
  const subject = richest(windows);
  const chosen = windows.classes.flatMap((_, label) =>
    apart(windows, rowsOf(windows, subject, label)).slice(0, perClass),
  );
  const width = signals.reduce((sum, { channels }) => sum + channels.length, 0);
  const rows = new Float32Array(chosen.length * length * width);
  let at = 0;
  for (const sample of chosen)
    for (let t = 0; t < length; t++)
      for (const { data, channels } of signals) {
        const from = (sample * length + t) * channels.length;
        rows.set(data.subarray(from, from + channels.length), at);
        at += channels.length;
      }
  const labels = Int32Array.from(
    { length: chosen.length * length },
    (_, row) => windows.labels[chosen[Math.floor(row / length)]!]!,
  );
  return { subject, sampleRate, rows, labels };
}

function richest({ subjects, labels }: WindowSet): string {
  const names = [...new Set(subjects)];
  const classesOf = (name: string) =>
    new Set(subjects.flatMap((each, i) => (each === name ? [labels[i]!] : []))).size;
  return names.reduce((best, name) => (classesOf(name) > classesOf(best) ? name : best));
}

function rowsOf({ subjects, labels, size }: WindowSet, subject: string, label: number): number[] {
  const all = Array.from({ length: size }, (_, i) => i);
  return all.filter((i) => subjects[i] === subject && labels[i] === label);
}

/** Those that begin after the one before has ended. */
function apart({ origins, recordings }: WindowSet, rows: readonly number[]): number[] {
  const kept: number[] = [];
  for (const row of rows) {
    const last = kept.at(-1);
    const overlaps =
      last !== undefined &&
      recordings[last] === recordings[row] &&
      origins !== undefined &&
      origins[row]!.start < origins[last]!.end;
    if (!overlaps) kept.push(row);
  }
  return kept;
}
