/** @file Linear filters of all channels, by their frequency response: what the spectral augmentations come down to. */
import { fastLength, largestFactor, transformRows } from "#core/fourier";
import type { Window } from "./augmentation.ts";
import { scratch } from "./scratch.ts";

/** A response at the frequencies 0 … ⌊length/2⌋ of a transform; the others mirror it, so the filter is real. */
export interface Response {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** A response of 1 everywhere (or another constant), to be changed. */
export function flatResponse(length: number, re = 1): Response {
  const bins = Math.floor(length / 2) + 1;
  return { re: new Float64Array(bins).fill(re), im: new Float64Array(bins) };
}

/** Room for `[length, width]`, and as much to calculate with. */
const workspace = scratch((size) => [new Float64Array(size), new Float64Array(size)] as const);

/** Two channels make one complex series; an odd one out has zeros beside it. */
export function evenWidth(channels: number): number {
  return channels + (channels % 2);
}

/**
 * Every channel of the window through the filter, as if the window repeated for ever: exact at any length, a prime one
 * too. `response` is for transforms of the window's length.
 */
export function filterPeriodic(window: Window, response: Response, out: Float32Array): void {
  const { length } = window;
  if (largestFactor(length) <= 7) filterPadded(window, length, 0, response, out);
  else filterFolded(window, fastLength(2 * length - 1), impulseOf(response, length), out);
}

/**
 * Every channel through a filter for transforms of `size` ≥ the window's length. The window lies at `offset`; `fill`
 * may write what surrounds it into `[size, width]`.
 */
export function filterPadded(
  window: Window,
  size: number,
  offset: number,
  response: Response,
  out: Float32Array,
  fill?: (rows: Float64Array, width: number) => void,
): void {
  const width = evenWidth(window.channels.length);
  const [rows, spare] = workspace(size * width);
  spread(window, rows, width, offset);
  fill?.(rows, width);
  const filtered = multiply(rows, spare, size, response);
  gather(filtered, width, offset, window, out);
}

/** Periodic filtering by way of a longer transform: the tail of the linear convolution comes back at the start. */
function filterFolded(
  window: Window,
  size: number,
  impulse: Float64Array,
  out: Float32Array,
): void {
  const width = evenWidth(window.channels.length);
  const [rows, spare] = workspace(size * width);
  spread(window, rows, width, 0);
  const filtered = multiply(rows, spare, size, responseOf(impulse, size));
  const folded = window.length * width;
  for (let i = folded; i < Math.min(2 * folded, size * width); i++)
    filtered[i - folded]! += filtered[i]!;
  gather(filtered, width, 0, window, out);
}

/** The response at `size` frequencies of a filter given by its impulse response (zeros follow it). */
export function responseOf(impulse: Float64Array, size: number): Response {
  const rows = new Float64Array(2 * size);
  impulse.forEach((x, t) => {
    rows[2 * t] = x;
  });
  const spectrum = transformRows(rows, new Float64Array(2 * size), size, "forward");
  const bins = { length: Math.floor(size / 2) + 1 };
  return {
    re: Float64Array.from(bins, (_, k) => spectrum[2 * k]!),
    im: Float64Array.from(bins, (_, k) => spectrum[2 * k + 1]!),
  };
}

function impulseOf({ re, im }: Response, length: number): Float64Array {
  const rows = new Float64Array(2 * length);
  for (let k = 0; k < length; k++) {
    const mirrored = 2 * k > length;
    const bin = mirrored ? length - k : k;
    rows[2 * k] = re[bin]! / length;
    rows[2 * k + 1] = ((mirrored ? -1 : 1) * im[bin]!) / length;
  }
  const impulse = transformRows(rows, new Float64Array(2 * length), length, "inverse");
  return Float64Array.from({ length }, (_, t) => impulse[2 * t]!);
}

/** Transform, multiply, transform back. */
function multiply(
  rows: Float64Array,
  spare: Float64Array,
  size: number,
  { re, im }: Response,
): Float64Array {
  const width = (rows.length / size) | 0; // an integer to the compiler too
  const spectrum = transformRows(rows, spare, size, "forward");
  for (let k = 0; k < size; k++) {
    const mirrored = 2 * k > size;
    const bin = mirrored ? size - k : k;
    const x = re[bin]! / size;
    const y = (mirrored ? -im[bin]! : im[bin]!) / size;
    for (let i = k * width, end = i + width; i < end; i += 2) {
      const a = spectrum[i]!;
      const b = spectrum[i + 1]!;
      spectrum[i] = a * x - b * y;
      spectrum[i + 1] = a * y + b * x;
    }
  }
  return transformRows(spectrum, spectrum === rows ? spare : rows, size, "inverse");
}

function spread(
  { data, length, channels }: Window,
  rows: Float64Array,
  width: number,
  offset: number,
): void {
  const own = channels.length;
  if (own < width || rows.length > length * width) rows.fill(0);
  if (own === width) rows.set(data, offset * width);
  else
    for (let t = 0; t < length; t++)
      for (let c = 0; c < own; c++) rows[(offset + t) * width + c] = data[t * own + c]!;
}

function gather(
  rows: Float64Array,
  width: number,
  offset: number,
  { length, channels }: Window,
  out: Float32Array,
): void {
  const own = channels.length;
  for (let t = 0, o = 0; t < length; t++) {
    const from = (offset + t) * width;
    for (let c = 0; c < own; c++, o++) out[o] = rows[from + c]!;
  }
}
