/** @file Strength that swells and fades over the window. */
import { type Augmentation, defineAugmentation } from "./augmentation.ts";
import { scratch } from "./scratch.ts";
import { splinesThrough } from "./spline.ts";

export interface MagnitudeWarpOptions {
  /** Standard deviation of the factor around 1 at the knots. */
  readonly sigma: number;
  /** Knots between the ends. */
  readonly knots: number;
}

const heightsOf = scratch((size) => new Float64Array(size));
const curvesOf = scratch((size) => new Float64Array(size));

/** Multiply each channel by a smooth curve of its own around 1. */
export const magnitudeWarp: Augmentation<MagnitudeWarpOptions> = defineAugmentation({
  name: "magnitude-warp",
  source: "Um et al. 2017, ICMI, doi:10.1145/3136755.3136817",
  summary: "multiply each channel by a smooth random curve",
  formula: "x[t, c] · w[c](t), w[c] natural cubic spline through knots + 2 values ~ N(1, σ²)",
  stage: "amplitude",
  keeps: ["label", "order", "left-right"],
  options: { sigma: 0.2, knots: 4 },
  accepts: { sigma: { from: 0, to: 10 }, knots: { from: 0, to: 1000, whole: true } },
  identity: { sigma: 0 },
  pairing: "independent",
  apply({ data, length, channels }, random, { sigma, knots }, out) {
    const width = channels.length;
    const heights = heightsOf((knots + 2) * width);
    for (let i = 0; i < heights.length; i++) heights[i] = 1 + sigma * random.normal();
    const curves = splinesThrough(heights, width, length, curvesOf(out.length));
    for (let i = 0; i < out.length; i++) out[i] = data[i]! * curves[i]!;
  },
});
