/** @file All rhythms a little faster or slower, without a change of length. */
import { type Augmentation, defineAugmentation } from "./augmentation.ts";
import { montage } from "./channel-groups.ts";
import { filterPadded, flatResponse, type Response } from "./spectral-filter.ts";

export interface FrequencyShiftOptions {
  /** Largest shift in Hz. */
  readonly hertz: number;
}

/** Shift the whole spectrum by a random Δf: the real part of the analytic signal, turned at Δf. Gravity would swing. */
export const frequencyShift: Augmentation<FrequencyShiftOptions> = defineAugmentation({
  name: "frequency-shift",
  source: "Rommel et al. 2022, arXiv:2106.13695; default of braindecode",
  summary: "shift all frequencies by a random amount",
  formula: "Re(x_a e^(2πi Δf t)) = x cos 2πΔft − H(x) sin 2πΔft, Δf ~ U(−hertz, hertz)",
  stage: "time",
  keeps: ["label", "order", "left-right"],
  options: { hertz: 2 },
  accepts: { hertz: { from: 0, to: 1e6 } },
  identity: { hertz: 0 },
  pairing: "independent",
  needs: montage(1),
  apply(window, random, { hertz }, out) {
    const { data, length, channels, sampleRate } = window;
    const turn = (2 * Math.PI * random.between(-hertz, hertz)) / sampleRate;
    const size = 2 ** Math.ceil(Math.log2(length)); // padded as in the source
    filterPadded(window, size, 0, hilbert(size), out);
    const width = channels.length;
    for (let t = 0, o = 0; t < length; t++) {
      const cos = Math.cos(turn * t);
      const sin = Math.sin(turn * t);
      for (let c = 0; c < width; c++, o++) out[o] = data[o]! * cos - out[o]! * sin;
    }
  },
});

/** −i at positive frequencies, nothing at 0 Hz and Nyquist. */
function hilbert(size: number): Response {
  const response = flatResponse(size, 0);
  response.im.fill(-1, 1, Math.ceil(size / 2));
  return response;
}
