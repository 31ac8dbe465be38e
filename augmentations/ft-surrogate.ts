/** @file Another signal of the same spectrum. */
import { type Augmentation, defineAugmentation } from "./augmentation.ts";
import { filterPeriodic, flatResponse } from "./spectral-filter.ts";

export interface FtSurrogateOptions {
  /** Share of the circle that phases are turned by, 0 … 1. */
  readonly magnitude: number;
}

/**
 * Turn the phase of every frequency by a random angle, the same in all channels: amplitudes and the relations between
 * channels stay, the timing of events is lost.
 */
export const ftSurrogate: Augmentation<FtSurrogateOptions> = defineAugmentation({
  name: "ft-surrogate",
  source: "Schwabedal et al. 2018, arXiv:1806.08675; default of braindecode",
  summary: "random phases, the same in all channels; amplitudes stay",
  formula: "F⁻¹(F(x)[f] e^(i φ[f])), φ ~ U(0, 2π magnitude); 0 Hz and Nyquist untouched",
  stage: "time",
  keeps: ["label", "left-right", "mean", "spectrum"],
  options: { magnitude: 1 },
  accepts: { magnitude: { from: 0, to: 1 } },
  identity: { magnitude: 0 },
  pairing: "independent",
  apply(window, random, { magnitude }, out) {
    const response = flatResponse(window.length);
    const turned = Math.ceil(window.length / 2);
    const shares = random.uniforms(turned);
    for (let k = 1; k < turned; k++) {
      const phase = 2 * Math.PI * magnitude * shares[k]!;
      response.re[k] = Math.cos(phase);
      response.im[k] = Math.sin(phase);
    }
    filterPeriodic(window, response, out);
  },
});
