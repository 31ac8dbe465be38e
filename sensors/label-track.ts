/** @file Events → one class index per sample. */
import type { RecordingEvent } from "#core/signal";

/** The class of the event that a sample lies in, −1 outside of all; of overlapping events the later. `[steps]` */
export function labelTrack(
  events: readonly RecordingEvent[],
  steps: number,
  sampleRate: number,
): Int32Array {
  const track = new Int32Array(steps).fill(-1);
  for (const { onset, duration, label } of events) {
    const end = Math.round((onset + duration) * sampleRate);
    track.fill(label, Math.round(onset * sampleRate), Math.max(0, end));
  }
  return track;
}
