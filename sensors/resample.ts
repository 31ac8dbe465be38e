/** @file A signal at another rate. */
import { UserError } from "#core/errors";
import type { Signal } from "#core/signal";
import { gapFree, type Rows } from "./gap-free.ts";
import { polyphase, type Ratio, ratioOf } from "./polyphase.ts";

/**
 * The signal at another rate (Hz), same start, nothing above the lower Nyquist frequency. Its duration (samples ÷ rate)
 * stays. Missing values stay missing and touch no others. Throws a {@link UserError} for a rate that is not above 0.
 */
export function resample(signal: Signal, sampleRate: number): Signal {
  if (!(sampleRate > 0 && Number.isFinite(sampleRate)))
    throw new UserError(`resample: the new rate must be above 0 Hz, received ${sampleRate}`);
  const ratio = ratioOf(sampleRate, signal.sampleRate);
  if (ratio.up === ratio.down) return { ...signal, sampleRate };
  const channels = signal.channels.length;
  const length = signal.data.length / channels;
  const steps = Math.ceil((length * ratio.up) / ratio.down);
  return { ...signal, data: stretch(signal.data, channels, ratio, steps), sampleRate };
}

/** All of `[length, channel]` data as `steps` rows, ends on ends; both at least 2. */
export function stretchWhole(data: Float32Array, channels: number, steps: number): Float32Array {
  const length = data.length / channels;
  return stretch(data, channels, { up: steps - 1, down: length - 1 }, steps);
}

function stretch(data: Float32Array, channels: number, ratio: Ratio, steps: number): Float32Array {
  const out = new Float32Array(steps * channels).fill(Number.NaN);
  const length = data.length / channels;
  for (const rows of gapFree(data, channels)) {
    const { first, start, count } = outputsOf(rows, length, ratio, steps);
    const part = data.subarray(rows.first * channels, rows.end * channels);
    out.set(polyphase(part, channels, ratio, start, count), first * channels);
  }
  return out;
}

/** The outputs on an uninterrupted part: the first one, its place there in 1 / up samples, their number. */
function outputsOf({ first, end }: Rows, length: number, { up, down }: Ratio, steps: number) {
  const from = Math.ceil((first * up) / down);
  const to = end === length ? steps : Math.ceil((end * up) / down);
  return {
    first: from,
    start: Math.max(0, from * down - first * up),
    count: Math.max(0, to - from),
  };
}
