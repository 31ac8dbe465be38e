/** @file One class index per sample, from events or from time-stamped rows. */
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

/** The class of the nearest row at each step; `times` (s) ascend, `classOf` is asked for rows. `[steps]` */
export function stampedTrack(
  times: Float64Array,
  classOf: (row: number) => number,
  steps: number,
  sampleRate: number,
): Int32Array {
  let row = 0;
  return Int32Array.from({ length: steps }, (_, step) => {
    const time = times[0]! + step / sampleRate;
    while (row + 1 < times.length && times[row + 1]! - time <= time - times[row]!) row++;
    return classOf(row);
  });
}
