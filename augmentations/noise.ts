/** @file Noise of a strength that differs from window to window. */
import { type Augmentation, defineAugmentation } from "./augmentation.ts";

export interface NoiseOptions {
  /** Largest standard deviation, in the window's own units. */
  readonly maximum: number;
}

/** Add Gaussian noise whose standard deviation is drawn once per window. */
export const noise: Augmentation<NoiseOptions> = defineAugmentation({
  name: "noise",
  source: "Jeon et al. 2022, IEEE IoT-J 9(14), arXiv:2201.00111",
  summary: "add Gaussian noise, its strength drawn anew for every window",
  formula: "x + σ n, σ ~ U(0, maximum), n ~ N(0, 1)",
  stage: "amplitude",
  keeps: ["label", "order", "left-right"],
  options: { maximum: 0.2 },
  accepts: { maximum: { from: 0, to: 1e6 } },
  identity: { maximum: 0 },
  pairing: "independent",
  apply({ data }, random, { maximum }, out) {
    random.addNormals(data, random.between(0, maximum), out);
  },
});
