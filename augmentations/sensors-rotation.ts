/** @file A cap that sits a little askew. */
import type { Electrode } from "#core/electrodes";
import { type Augmentation, defineAugmentation } from "./augmentation.ts";
import { electrodesOf, montage, rememberByChannels } from "./channel-groups.ts";
import { timesTransposed } from "./matrix-product.ts";
import { drawRotation } from "./rotation-3d.ts";
import { sphericalSpline } from "./spherical-spline.ts";

export interface SensorsRotationOptions {
  /** Largest angle in degrees; 0 leaves the window, without the interpolation's smoothing. */
  readonly degrees: number;
  /** `x` from ear to ear, `y` from back to nose, `z` upwards. */
  readonly axis: string;
}

/**
 * Rotate the electrodes about one axis of the head and read the potentials there, by spherical splines. For montages of
 * 8 electrodes or more: apply it before choosing fewer of them.
 */
export const sensorsRotation: Augmentation<SensorsRotationOptions> = defineAugmentation({
  name: "sensors-rotation",
  source: "Krell and Kim 2017, EMBC, doi:10.1109/EMBC.2017.8036864; default of braindecode",
  summary: "rotate the electrode cap, potentials interpolated by spherical splines",
  formula: "W x[t], W the spherical spline from p[c] to R(θ) p[c], θ ~ U(−degrees, degrees)",
  stage: "raw",
  keeps: ["label", "order", "left-right"],
  options: { degrees: 15, axis: "z" },
  accepts: { degrees: { from: 0, to: 180 }, axis: ["x", "y", "z"] },
  identity: { degrees: 0 },
  pairing: "shared",
  needs: montage(8),
  apply(window, random, options, out) {
    if (options.degrees === 0) return out.set(window.data);
    const { points, spline } = headOf(window.channels);
    const r = drawRotation(random, options);
    const turned = points.map(([x, y, z]): Electrode["position"] => [
      r[0]! * x + r[1]! * y + r[2]! * z,
      r[3]! * x + r[4]! * y + r[5]! * z,
      r[6]! * x + r[7]! * y + r[8]! * z,
    ]);
    const values = new Float64Array(window.data);
    out.set(timesTransposed(values, spline(turned), points.length, new Float64Array(out.length)));
  },
});

const headOf = rememberByChannels((channels) => {
  const points = electrodesOf(channels)!.map(({ position }) => position);
  return { points, spline: sphericalSpline(points) };
});
