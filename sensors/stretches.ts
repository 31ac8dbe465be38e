/** @file Where the windows of a recording lie in time, and which class each has. */
import type { Recording } from "#core/signal";

/** All of a recording, or a part of it, in s. */
export type Stretch = "whole" | { readonly start: number; readonly seconds: number };

/** Of a label track: `all` samples must agree, or the `majority` (more than half) decides. */
export type LabelRule = "all" | "majority";

/** The stretches that fit in `duration` (s): windows of `seconds`, each repeating `overlap` of the one before. */
export function stretchesOf(
  duration: number,
  seconds: number,
  overlap: number,
): readonly Stretch[] {
  const hop = seconds * (1 - overlap);
  const rounding = 1e-6;
  const count = Math.max(0, Math.floor((duration - seconds) / hop + rounding) + 1);
  return Array.from({ length: count }, (_, i) => ({ start: i * hop, seconds }));
}

/** The class of a stretch; −1: none, or no agreement. */
export function labelOf({ label, signals }: Recording, stretch: Stretch, rule: LabelRule): number {
  if (typeof label === "number") return label;
  const rate = Object.values(signals)[0]!.sampleRate;
  const track =
    stretch === "whole"
      ? label
      : label.subarray(
          Math.round(stretch.start * rate),
          Math.round((stretch.start + stretch.seconds) * rate),
        );
  if (rule === "majority") return majority(track);
  return track.every((value) => value === track[0]) ? (track[0] ?? -1) : -1;
}

function majority(track: Int32Array): number {
  const votes = new Map<number, number>();
  for (const value of track) votes.set(value, (votes.get(value) ?? 0) + 1);
  for (const [value, count] of votes) if (count * 2 > track.length) return value;
  return -1;
}

/** " between 1.00 s and 3.56 s", for messages. */
export function placeOf(stretch: Stretch): string {
  if (stretch === "whole") return "";
  const end = stretch.start + stretch.seconds;
  return ` between ${stretch.start.toFixed(2)} s and ${end.toFixed(2)} s`;
}
