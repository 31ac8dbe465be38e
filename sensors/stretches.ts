/** @file Where the windows of a recording lie in time, and which class each has. */
import type { Recording, RecordingEvent } from "#core/signal";
import type { Span } from "./spans.ts";

/** All of a recording, or a part of it, in s. */
export type Stretch = "whole" | { readonly start: number; readonly seconds: number };

/**
 * How a label track becomes one label: `all` samples must agree, the `majority` (more than half) decides, or the
 * sample in the `centre`.
 */
export type LabelRule = "all" | "majority" | "centre";

/** The stretches that fit in a span: windows of `seconds`, each repeating `overlap` of the one before. */
export function stretchesOf(
  { start, end }: Span,
  seconds: number,
  overlap: number,
): readonly Stretch[] {
  const hop = seconds * (1 - overlap);
  const rounding = 1e-6;
  const count = Math.max(0, Math.floor((end - start - seconds) / hop + rounding) + 1);
  return Array.from({ length: count }, (_, i) => ({ start: start + i * hop, seconds }));
}

/** The stretch that begins `offset` s after a cue (before it, where negative); `undefined` where it leaves the span. */
export function stretchAt(
  { onset }: RecordingEvent,
  { start, end }: Span,
  offset: number,
  seconds: number,
): Stretch | undefined {
  const from = onset + offset;
  const rounding = 1e-6;
  if (from < start - rounding || from + seconds > end + rounding) return undefined;
  return { start: Math.max(start, from), seconds };
}

/** The class of a stretch; −1: none, no agreement, or a class with less than `purity` of the samples. */
export function labelOf(
  { label, signals }: Recording,
  stretch: Stretch,
  rule: LabelRule,
  purity = 0,
): number {
  if (typeof label === "number") return label;
  const rate = Object.values(signals)[0]!.sampleRate;
  const track =
    stretch === "whole"
      ? label
      : label.subarray(
          Math.round(stretch.start * rate),
          Math.round((stretch.start + stretch.seconds) * rate),
        );
  const chosen = rule === "centre" ? (track[track.length >> 1] ?? -1) : mostFrequent(track);
  const votes = track.reduce((count, value) => count + Number(value === chosen), 0);
  const agreed = { all: votes === track.length, majority: 2 * votes > track.length, centre: true };
  return agreed[rule] && votes >= purity * track.length ? chosen : -1;
}

function mostFrequent(track: Int32Array): number {
  const votes = new Map<number, number>();
  let best = -1;
  for (const value of track) {
    votes.set(value, (votes.get(value) ?? 0) + 1);
    if (votes.get(value)! > (votes.get(best) ?? 0)) best = value;
  }
  return best;
}

/** " between 1.00 s and 3.56 s", for messages. */
export function placeOf(stretch: Stretch): string {
  if (stretch === "whole") return "";
  const end = stretch.start + stretch.seconds;
  return ` between ${stretch.start.toFixed(2)} s and ${end.toFixed(2)} s`;
}
