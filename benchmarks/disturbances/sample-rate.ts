/** @file A sensor that is read less often, to save energy. */
import { mapValues } from "#core/map-values";
import type { WindowedSignal } from "#core/signal";
import { resample } from "#sensors/resample";
import type { Disturbance } from "./disturbance.ts";

export const sampleRate: Disturbance = {
  name: "sample-rate",
  source: "wristill; polyphase resampling",
  summary: "sampled more slowly, then brought back to the rate that the model expects",
  title: "Lower sample rate",
  axis: "times fewer samples",
  strengths: [1, 2, 3, 4, 6, 8],
  disturb: (windows, factor) => ({
    ...windows,
    signals: mapValues(windows.signals, (signal) => slowed(signal, factor)),
  }),
};

/** Window by window: what lies beyond its ends is not known. */
function slowed(signal: WindowedSignal, factor: number): WindowedSignal {
  const { length, channels, sampleRate: rate } = signal;
  const size = length * channels.length;
  const data = new Float32Array(signal.data.length);
  for (let start = 0; start < data.length; start += size) {
    const window = { ...signal, data: signal.data.subarray(start, start + size) };
    const back = resample(resample(window, rate / factor), rate);
    data.set(back.data.subarray(0, size), start); // a sample more where the length is no multiple
  }
  return { ...signal, data };
}
