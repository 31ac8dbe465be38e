/** @file Band-limited resampling by a ratio of whole numbers: a Kaiser-windowed sinc, one row of weights per phase. */

/** New rate ÷ old rate; `up` is the number of phases between two old samples, and whole. */
export interface Ratio {
  readonly up: number;
  readonly down: number;
}

/** Weights `[up + 1, taps]`; an output between old samples b and b + 1 reads b − reach … b + reach + 1. */
interface Kernel {
  readonly reach: number;
  readonly taps: number;
  readonly weights: Float64Array;
  /** Writes a phase's row, 0 … up, the first time it is asked for: a short output meets few of many. */
  ready(phase: number): void;
}

/** Kaiser's β, and zero crossings of the sinc on each side. */
const [beta, crossings] = [5, 10] as const;

/**
 * `steps` rows `[step, channel]`, the m-th at row (start + m · down) / up of `[time, channel]` data without missing
 * values, through a low-pass filter at the lower of the two Nyquist frequencies. The line through the first and the last
 * value is taken away before and put back after, so that a level such as gravity neither ripples nor falls off at the
 * ends.
 * Source: Crochiere and Rabiner 1983, Multirate Digital Signal Processing, §3.3; window and length as in SciPy's
 * `signal.resample_poly`.
 */
export function polyphase(
  data: Float32Array,
  channels: number,
  ratio: Ratio,
  start: number,
  steps: number,
): Float32Array {
  const { up, down } = ratio;
  const { reach, taps, weights, ready } = kernelOf(ratio);
  const lines = linesOf(data, channels);
  const width = together * Math.ceil(channels / together);
  const bent = withoutLines(data, lines, width, reach);
  const between = new Float64Array(taps);
  const sums = new Float64Array(width);
  const out = new Float32Array(steps * channels);
  for (let m = 0; m < steps; m++) {
    const position = start + m * down;
    const base = Math.floor(position / up);
    const phase = Math.floor(position - base * up);
    const rest = position - base * up - phase; // 0 for whole ratios
    const exact = rest === 0;
    ready(phase);
    if (!exact) ready(phase + 1);
    if (!exact) mixRows(weights, phase * taps, rest, between);
    const row = exact ? phase * taps : 0;
    for (let c = 0; c < width; c += together)
      weigh(exact ? weights : between, row, taps, bent, base * width + c, width, sums, c);
    for (let c = 0; c < channels; c++)
      out[m * channels + c] = sums[c]! + lines[c]!.first + (lines[c]!.slope * position) / up;
  }
  return out;
}

/** Channels that one pass over the weights serves. */
const together = 4;

/** Σ weight · value of four neighbouring channels; values `[time, width]` from place `from` on. */
function weigh(
  weights: Float64Array,
  row: number,
  taps: number,
  values: Float64Array,
  from: number,
  width: number,
  sums: Float64Array,
  to: number,
): void {
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let k = row, at = from, end = row + taps; k < end; k++, at += width) {
    const weight = weights[k]!;
    a += weight * values[at]!;
    b += weight * values[at + 1]!;
    c += weight * values[at + 2]!;
    d += weight * values[at + 3]!;
  }
  sums[to] = a;
  sums[to + 1] = b;
  sums[to + 2] = c;
  sums[to + 3] = d;
}

/** The weights `share` of the way from one phase to the next. */
export function mixRows(
  weights: Float64Array,
  row: number,
  share: number,
  out: Float64Array,
): void {
  const taps = out.length;
  for (let k = row; k < row + taps; k++)
    out[k - row] = weights[k]! + share * (weights[k + taps]! - weights[k]!);
}

interface Line {
  readonly first: number;
  /** Per row. */
  readonly slope: number;
}

/** Through the first and the last value of each channel. */
function linesOf(data: Float32Array, channels: number): readonly Line[] {
  const last = data.length / channels - 1;
  return Array.from({ length: channels }, (_, c) => {
    const first = data[c]!;
    return { first, slope: last === 0 ? 0 : (data[last * channels + c]! - first) / last };
  });
}

/** `[time, width]` with room for `reach` rows before, and one more after. */
function withoutLines(
  data: Float32Array,
  lines: readonly Line[],
  width: number,
  reach: number,
): Float64Array {
  const channels = lines.length;
  const rows = data.length / channels;
  const bent = new Float64Array((rows + 2 * reach + 1) * width);
  for (let c = 0; c < channels; c++) {
    const { first, slope } = lines[c]!;
    for (let t = 0, at = reach * width + c; t < rows; t++, at += width)
      bent[at] = data[t * channels + c]! - first - slope * t;
  }
  return bent;
}

/** Phases where the ratio is not one of small numbers: outputs between two of them are interpolated, 10⁻⁵ off at most. */
const finePhases = 512;

/** The ratio of two rates (Hz): of whole numbers up to 4096 where there are such. */
export function ratioOf(to: number, from: number): Ratio {
  const ratio = to / from;
  let [up, down, lastUp, lastDown] = [Math.floor(ratio), 1, 1, 0];
  let rest = ratio - up;
  while (Math.abs(up / down - ratio) > 1e-12 * ratio) {
    const whole = Math.floor(1 / rest);
    rest = 1 / rest - whole;
    [lastUp, lastDown, up, down] = [up, down, whole * up + lastUp, whole * down + lastDown];
    if (Math.max(up, down) > 4096) return { up: finePhases, down: finePhases / ratio };
  }
  return { up, down };
}

/** The same; rates that differ by rounding alone are equal. */
export function evenRatio(to: number, from: number): Ratio {
  return Math.abs(from / to - 1) < 1e-9 ? { up: 1, down: 1 } : ratioOf(to, from);
}

let latest: { readonly ratio: Ratio; readonly kernel: Kernel } | undefined;

/** Recordings of one data set share a ratio. */
export function kernelOf(ratio: Ratio): Kernel {
  if (latest?.ratio.up !== ratio.up || latest.ratio.down !== ratio.down)
    latest = { ratio, kernel: makeKernel(ratio) };
  return latest.kernel;
}

function makeKernel({ up, down }: Ratio): Kernel {
  const slower = Math.max(up, down);
  const half = crossings * slower;
  const sinc = windowedSinc(half, slower);
  const middle = (sinc.length - 1) / 2;
  const scale = up / sinc.reduce((sum, x) => sum + x, 0);
  const reach = Math.floor(half / up);
  const taps = 2 * reach + 2;
  const weights = new Float64Array((up + 1) * taps);
  const written = new Uint8Array(up + 1);
  const ready = (phase: number) => {
    if (written[phase]! > 0) return;
    written[phase] = 1;
    const first = phase + reach * up + middle; // of the sinc; the next is `up` before
    for (let k = 0; k < taps; k++) weights[phase * taps + k] = scale * (sinc[first - k * up] ?? 0);
  };
  return { reach, taps, weights, ready };
}

/** sin(πt)/πt for t = −half/slower … half/slower under a Kaiser window; the middle one is t = 0. */
function windowedSinc(half: number, slower: number): Float64Array {
  const middle = Math.floor(half);
  const sinc = new Float64Array(2 * middle + 1);
  sinc[middle] = 1;
  for (let i = 1; i <= middle; i++) {
    const t = (Math.PI * i) / slower;
    const value = (Math.sin(t) / t) * kaiser(i / half);
    sinc[middle - i] = value;
    sinc[middle + i] = value;
  }
  return sinc;
}

/** Of I₀(β √x) ÷ I₀(β) in powers of x, the highest first: what double precision sees of it up to x = 1. */
const powers: readonly number[] = (() => {
  const terms = [1];
  for (let k = 1; k <= 20; k++) terms.push(terms[k - 1]! * (beta / (2 * k)) ** 2);
  const peak = terms.reduceRight((sum, term) => sum + term, 0);
  return terms.reverse().map((term) => term / peak);
})();

/** Kaiser's window `share` of the way from its middle to its end. */
function kaiser(share: number): number {
  const x = 1 - share * share;
  let sum = 0;
  for (const power of powers) sum = sum * x + power;
  return sum;
}
