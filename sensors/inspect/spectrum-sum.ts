/** @file The mean power spectrum of many stretches, all channels at once. */
import { fastLength, transformRows } from "#core/fourier";

/** s; a power of two of samples near it. Long enough for 0.4 Hz, short enough for one movement. */
const segmentSeconds = 2.5;

/** Steps below which a stretch says nothing of its frequencies. */
const leastSteps = 8;

/**
 * Welch's method: segments that overlap by half, mean removed, Hann window; stretches shorter than a segment count once,
 * padded with zeros. One-sided density in unit²/Hz.
 * Source: Welch 1967, IEEE Trans. Audio Electroacoust. 15(2), doi:10.1109/TAU.1967.1161901
 */
export class SpectrumSum {
  /** Hz */
  readonly frequencies: readonly number[];
  readonly #length: number;
  readonly #channels: number;
  readonly #sampleRate: number;
  /** `[frequency, channel]` */
  readonly #sum: Float64Array;
  #segments = 0;

  constructor(channels: number, sampleRate: number) {
    const steps = segmentSeconds * sampleRate;
    this.#length = fastLength(Math.max(leastSteps, 2 ** Math.round(Math.log2(steps))));
    this.#channels = channels;
    this.#sampleRate = sampleRate;
    const bins = this.#length / 2 + 1;
    this.frequencies = Array.from({ length: bins }, (_, k) => (k * sampleRate) / this.#length);
    this.#sum = new Float64Array(bins * channels);
  }

  /** Rows `first` … `end` − 1 of `[time, channel]` data without missing values. */
  add(data: Float32Array, first: number, end: number): void {
    const length = this.#length;
    if (end - first < leastSteps) return;
    if (end - first <= length) this.#segment(data, first, end);
    else
      for (let at = first; at + length <= end; at += length / 2)
        this.#segment(data, at, at + length);
  }

  /** By frequency, then channel; `null` where nothing was added. */
  power(): readonly Float64Array[] | null {
    if (this.#segments === 0) return null;
    return this.frequencies.map((_, k) => {
      const row = this.#sum.subarray(k * this.#channels, (k + 1) * this.#channels);
      return row.map((sum) => sum / this.#segments);
    });
  }

  #segment(data: Float32Array, first: number, end: number): void {
    const width = this.#channels + (this.#channels % 2); // two channels make one complex series
    const rows = new Float64Array(this.#length * width);
    const weight = this.#fill(rows, width, data, first, end);
    const answer = transformRows(rows, new Float64Array(rows.length), this.#length, "forward");
    const scale = 2 / (this.#sampleRate * weight);
    for (let k = 0; k < this.frequencies.length; k++) this.#addBin(answer, width, k, scale);
    this.#segments++;
  }

  /** Windowed values; the sum of the window's squares. */
  #fill(rows: Float64Array, width: number, data: Float32Array, first: number, end: number): number {
    const [channels, steps] = [this.#channels, end - first];
    const mean = new Float64Array(channels);
    for (let t = first; t < end; t++)
      for (let c = 0; c < channels; c++) mean[c]! += data[t * channels + c]! / steps;
    let weight = 0;
    for (let t = 0; t < steps; t++) {
      const hann = 0.5 - 0.5 * Math.cos((2 * Math.PI * t) / steps);
      weight += hann * hann;
      for (let c = 0; c < channels; c++)
        rows[t * width + c] = hann * (data[(first + t) * channels + c]! - mean[c]!);
    }
    return weight;
  }

  /** |X|² of both channels of each series: X of one is the even part of Z, of the other the odd part. */
  #addBin(rows: Float64Array, width: number, k: number, scale: number): void {
    const half = this.#length / 2;
    const once = k === 0 || k === half ? 0.5 : 1;
    const [row, mirror] = [k * width, ((this.#length - k) % this.#length) * width];
    for (let c = 0; c < this.#channels; c++) {
      const pair = c - (c % 2);
      const sign = c % 2 === 0 ? 1 : -1;
      const x = rows[row + pair]! + sign * rows[mirror + pair]!;
      const y = rows[row + pair + 1]! - sign * rows[mirror + pair + 1]!;
      this.#sum[k * this.#channels + c]! += (once * scale * (x * x + y * y)) / 4;
    }
  }
}
