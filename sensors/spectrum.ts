/** @file How the power of a signal is spread over frequencies, and how that changes. */
import FFT from "fft.js";
import { UserError } from "#core/errors";
import type { Signal } from "#core/signal";

/** One-sided power spectral density, in unit² / Hz. */
export interface Spectrum {
  /** Hz, from 0 to the Nyquist frequency. */
  readonly frequencies: Float64Array;
  readonly channels: readonly string[];
  /** `[frequency, channel]`. */
  readonly power: Float64Array;
}

export interface Spectrogram extends Omit<Spectrum, "power"> {
  /** s after the start; of the middle of each segment. */
  readonly times: Float64Array;
  /** `[time, frequency, channel]`; NaN where the channel has a missing value in the segment. */
  readonly power: Float64Array;
}

export interface SpectrumOptions {
  /** Taken away before the window: the mean (`constant`, default), the line of least squares (`linear`) or `none`. */
  readonly detrend?: "constant" | "linear" | "none";
  /** Points of the transform, a power of two at or above the segment. Default: the next one. */
  readonly points?: number;
}

export interface SegmentOptions extends SpectrumOptions {
  /** Samples of a segment. */
  readonly segment: number;
  /** Share of a segment that the next one repeats; default 0.5. */
  readonly overlap?: number;
}

/** The periodogram of all samples under a Hann window. Throws a {@link UserError} for fewer than two samples. */
export function powerSpectrum(signal: Signal, options: SpectrumOptions = {}): Spectrum {
  const segment = lengthOf(signal);
  const { times: _, ...spectrum } = spectrogram(signal, { ...options, segment });
  return spectrum;
}

/**
 * The mean periodogram of overlapping segments; those with a missing value are left out. Throws a {@link UserError}
 * where none is whole.
 * Source: Welch 1967, doi:10.1109/TAU.1967.1161901.
 */
export function welch(signal: Signal, options: SegmentOptions): Spectrum {
  const { times, power, ...rest } = spectrogram(signal, options);
  const size = power.length / times.length;
  const sum = new Float64Array(size);
  let whole = 0;
  for (let at = 0; at < power.length; at += size) {
    const one = power.subarray(at, at + size);
    if (one.some(Number.isNaN)) continue;
    whole++;
    for (let i = 0; i < size; i++) sum[i]! += one[i]!;
  }
  if (whole === 0)
    throw new UserError(
      `spectrum: every segment of ${options.segment} samples has missing values`,
      "use shorter segments, or fill the gaps",
    );
  return { ...rest, power: sum.map((total) => total / whole) };
}

/** The periodogram of every segment under a Hann window. Throws a {@link UserError} for segments that don't fit. */
export function spectrogram(signal: Signal, options: SegmentOptions): Spectrogram {
  const { segment, overlap = 0.5, detrend = "constant", points = powerOfTwo(segment) } = options;
  checkSegment(options, points, lengthOf(signal));
  const { channels, sampleRate, data } = signal;
  const hop = Math.max(1, segment - Math.floor(overlap * segment));
  const count = Math.floor((lengthOf(signal) - segment) / hop) + 1;
  const bins = points / 2 + 1;
  const power = new Float64Array(count * bins * channels.length);
  const density = periodogram(segment, points, sampleRate);
  const values = new Float64Array(segment);
  for (let i = 0; i < count; i++) {
    for (let channel = 0; channel < channels.length; channel++) {
      for (let t = 0; t < segment; t++)
        values[t] = data[(i * hop + t) * channels.length + channel]!;
      if (detrend !== "none") straighten(values, detrend);
      density(values, power.subarray(i * bins * channels.length), channel, channels.length);
    }
  }
  return {
    frequencies: Float64Array.from({ length: bins }, (_, k) => (k * sampleRate) / points),
    channels,
    times: Float64Array.from({ length: count }, (_, i) => (i * hop + segment / 2) / sampleRate),
    power,
  };
}

/** Writes the density of a segment into every `stride`-th place of `out`, from `offset` on. */
function periodogram(segment: number, points: number, sampleRate: number) {
  const transform = new FFT(points);
  const input: number[] = new Array(points).fill(0);
  const output: number[] = transform.createComplexArray();
  const hann = Float64Array.from(
    { length: segment },
    (_, t) => 0.5 - 0.5 * Math.cos((2 * Math.PI * t) / segment),
  );
  const scale = 1 / (sampleRate * hann.reduce((sum, w) => sum + w * w, 0));
  return (values: Float64Array, out: Float64Array, offset: number, stride: number): void => {
    for (let t = 0; t < segment; t++) input[t] = hann[t]! * values[t]!;
    transform.realTransform(output, input);
    for (let k = 0; k <= points / 2; k++) {
      const sides = k === 0 || k === points / 2 ? 1 : 2;
      const [re, im] = [output[2 * k]!, output[2 * k + 1]!];
      out[offset + k * stride] = sides * scale * (re * re + im * im);
    }
  };
}

/** Takes away the mean or the line of least squares. */
function straighten(values: Float64Array, detrend: "constant" | "linear"): void {
  const n = values.length;
  const middle = (n - 1) / 2;
  let [sum, moment] = [0, 0];
  for (let t = 0; t < n; t++) {
    sum += values[t]!;
    moment += (t - middle) * values[t]!;
  }
  const slope = detrend === "linear" ? (12 * moment) / (n * (n * n - 1)) : 0;
  for (let t = 0; t < n; t++) values[t]! -= sum / n + slope * (t - middle);
}

function lengthOf({ data, channels }: Signal): number {
  return data.length / channels.length;
}

/** The least power of two at or above `length`. */
function powerOfTwo(length: number): number {
  return 2 ** Math.max(1, Math.ceil(Math.log2(length)));
}

function checkSegment({ segment, overlap = 0.5 }: SegmentOptions, points: number, length: number) {
  if (!(Number.isInteger(segment) && segment >= 2 && segment <= length))
    throw new UserError(
      `spectrum: a segment must have from 2 to ${length} samples (all there are), received ${segment}`,
    );
  if (!(overlap >= 0 && overlap < 1))
    throw new UserError(`spectrum: overlap must be at least 0 and below 1, received ${overlap}`);
  if (points < segment || powerOfTwo(points) !== points)
    throw new UserError(
      `spectrum: points must be a power of two at or above the segment of ${segment}, received ${points}`,
    );
}
