/** @file A window without one narrow band, as a notch filter leaves it. */
import { fastLength } from "#core/fourier";
import { type Augmentation, defineAugmentation, type Window } from "./augmentation.ts";
import { filterPadded, type Response, responseOf } from "./spectral-filter.ts";

export interface BandstopOptions {
  /** Width of the band in Hz. */
  readonly width: number;
  /** Upper end of the range of bands in Hz; 0: half the sample rate. */
  readonly highest: number;
}

/** Hz from the band's edge to where the filter passes. */
const transition = 1;

/**
 * Remove a narrow band around a random frequency by a filter of finite length without delay (windowed sinc, Hamming).
 * The window's ends are continued by reflection about their last value. Unchanged where the sample rate leaves no room
 * for a band.
 */
export const bandstop: Augmentation<BandstopOptions> = defineAugmentation({
  name: "bandstop",
  source: "Cheng et al. 2020, arXiv:2007.04871; Mohsenvand et al. 2020; default of braindecode",
  summary: "notch filter at a random frequency",
  formula: "x − (low-pass(f + w/2) − low-pass(f − w/2)) ∗ x, f ~ U(1 + 2w, highest − 1 − 2w)",
  stage: "mask",
  keeps: ["label", "order", "left-right"],
  options: { width: 1, highest: 0 },
  accepts: { width: { from: 0, to: 1e6 }, highest: { from: 0, to: 1e6 } },
  identity: { width: 0 },
  pairing: "independent",
  apply(window, random, { width, highest }, out) {
    const nyquist = window.sampleRate / 2;
    const top = highest === 0 ? nyquist : Math.min(highest, nyquist);
    const [low, high] = [1 + 2 * width, top - 1 - 2 * width];
    const centre = random.between(low, high);
    if (width === 0 || low >= high) return out.set(window.data);
    const half = Math.ceil((1.65 / transition) * window.sampleRate); // 3.3/Δf: Hamming's main lobe
    const taps = notch(centre, width, half, window.sampleRate);
    const size = fastLength(window.length + 2 * half);
    const response = withoutDelay(taps, half, size);
    filterPadded(window, size, half, response, out, (rows, row) => {
      reflect(rows, row, window, half);
    });
  },
});

/** 2 · half + 1 taps of a band-stop with its edges half a transition outside the band. */
export function notch(
  centre: number,
  width: number,
  half: number,
  sampleRate: number,
): Float64Array {
  const reach = (width + transition) / 2;
  const [from, to] = [(centre - reach) / sampleRate, (centre + reach) / sampleRate];
  return Float64Array.from({ length: 2 * half + 1 }, (_, i) => {
    const n = i - half;
    const hamming = 0.54 + 0.46 * Math.cos((Math.PI * n) / half);
    const band = n === 0 ? 2 * (to - from) : (sin2(to * n) - sin2(from * n)) / (Math.PI * n);
    return (n === 0 ? 1 : 0) - hamming * band;
  });
}

function sin2(turns: number): number {
  return Math.sin(2 * Math.PI * turns);
}

/** The taps around 0: the response of a symmetric filter is real. */
function withoutDelay(taps: Float64Array, half: number, size: number): Response {
  const impulse = new Float64Array(size);
  taps.forEach((tap, i) => {
    impulse[(i - half + size) % size] = tap;
  });
  return responseOf(impulse, size);
}

/** Point reflection about the first and the last value, as far as the window reaches; zeros beyond. */
function reflect(
  rows: Float64Array,
  width: number,
  { data, length, channels }: Window,
  half: number,
): void {
  const own = channels.length;
  const last = (length - 1) * own;
  for (let t = 1; t <= Math.min(half, length - 1); t++)
    for (let c = 0; c < own; c++) {
      rows[(half - t) * width + c] = 2 * data[c]! - data[t * own + c]!;
      rows[(half + length - 1 + t) * width + c] = 2 * data[last + c]! - data[last - t * own + c]!;
    }
}
