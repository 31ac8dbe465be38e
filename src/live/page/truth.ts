/** @file What a played recording says of a stretch of time. */
import type { LiveRecording } from "#live/recording";

/** The class of all rows from `start` to `end` (s, of a recording that begins again and again); −1 where it changes. */
export function truthOf(
  { labels, sampleRate }: Pick<LiveRecording, "labels" | "sampleRate">,
  start: number,
  end: number,
): number {
  const first = Math.round(start * sampleRate);
  const last = Math.round(end * sampleRate) - 1;
  const at = (row: number) => labels[row % labels.length]!;
  for (let row = first; row <= last; row++) if (at(row) !== at(first)) return -1;
  return at(first);
}
