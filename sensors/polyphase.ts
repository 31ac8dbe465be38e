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
}

/** Kaiser's β, and zero crossings of the sinc on each side. */
const [beta, crossings] = [5, 10] as const;

/**
 * `steps` values of one channel, the m-th at position (start + m · down) / up of `values` (finite), through a low-pass
 * filter at the lower of the two Nyquist frequencies. The line through the first and the last value is taken away before
 * and put back after, so that a level such as gravity neither ripples nor falls off at the ends.
 * Source: Crochiere and Rabiner 1983, Multirate Digital Signal Processing, §3.3; window and length as in SciPy's
 * `signal.resample_poly`.
 */
export function polyphase(
  values: Float64Array,
  ratio: Ratio,
  start: number,
  steps: number,
): Float64Array {
  const { up, down } = ratio;
  const { reach, taps, weights } = kernelOf(ratio);
  const first = values[0]!;
  const slope = values.length === 1 ? 0 : (values.at(-1)! - first) / (values.length - 1);
  const bent = values.map((value, i) => value - first - slope * i);
  const out = new Float64Array(steps);
  for (let m = 0; m < steps; m++) {
    const position = start + m * down;
    const base = Math.floor(position / up);
    const phase = Math.floor(position - base * up);
    const from = base - reach;
    const range = [Math.max(0, -from), Math.min(taps, values.length - from)] as const;
    const sum = weigh(weights, phase * taps, bent, from, range);
    const rest = position - base * up - phase; // 0 for whole ratios
    const next = rest === 0 ? 0 : weigh(weights, (phase + 1) * taps, bent, from, range) - sum;
    out[m] = sum + rest * next + first + (slope * position) / up;
  }
  return out;
}

function weigh(
  weights: Float64Array,
  row: number,
  values: Float64Array,
  from: number,
  [start, end]: readonly [number, number],
): number {
  let sum = 0;
  for (let k = start; k < end; k++) sum += weights[row + k]! * values[from + k]!;
  return sum;
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

let latest: { readonly ratio: Ratio; readonly kernel: Kernel } | undefined;

/** Recordings of one data set share a ratio. */
function kernelOf(ratio: Ratio): Kernel {
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
  for (let phase = 0; phase <= up; phase++) {
    for (let k = 0; k < taps; k++)
      weights[phase * taps + k] = scale * (sinc[phase - (k - reach) * up + middle] ?? 0);
  }
  return { reach, taps, weights };
}

/** sin(πt)/πt for t = −half/slower … half/slower under a Kaiser window; the middle one is t = 0. */
function windowedSinc(half: number, slower: number): Float64Array {
  const peak = bessel0(beta);
  const middle = Math.floor(half);
  return Float64Array.from({ length: 2 * middle + 1 }, (_, i) => {
    const t = (Math.PI * (i - middle)) / slower;
    const window = bessel0(beta * Math.sqrt(1 - ((i - middle) / half) ** 2)) / peak;
    return (t === 0 ? 1 : Math.sin(t) / t) * window;
  });
}

/** I₀, the modified Bessel function of the first kind, by its series. */
function bessel0(x: number): number {
  let [sum, term] = [1, 1];
  for (let k = 1; term > 1e-16 * sum; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
