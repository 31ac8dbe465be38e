/** @file A window that began earlier or later. */
import { type Augmentation, defineAugmentation } from "./augmentation.ts";

export interface ShiftOptions {
  /** Largest shift, as a share of the window. */
  readonly maximum: number;
  /** `wrap`: what leaves at one end enters at the other (periodic movements); `zero`: zeros enter. */
  readonly fill: string;
}

/** Shift the window in time by up to half of it. */
export const shift: Augmentation<ShiftOptions> = defineAugmentation({
  name: "shift",
  source: "Jeon et al. 2022, IEEE IoT-J 9(14), arXiv:2201.00111",
  summary: "shift in time, around the corner or with zeros",
  formula: "x[(t − d) mod T], d = round(u T), u ~ U(−maximum, maximum)",
  stage: "time",
  keeps: ["label", "left-right", "mean", "values", "spectrum"],
  options: { maximum: 0.5, fill: "wrap" },
  accepts: { maximum: { from: 0, to: 1 }, fill: ["wrap", "zero"] },
  identity: { maximum: 0 },
  pairing: "shared",
  apply({ data, length, channels }, random, { maximum, fill }, out) {
    const steps = Math.round(random.between(-maximum, maximum) * length);
    const turned = (((steps % length) + length) % length) * channels.length;
    out.set(data.subarray(0, data.length - turned), turned);
    out.set(data.subarray(data.length - turned), 0);
    if (fill === "wrap") return;
    if (steps >= 0) out.fill(0, 0, steps * channels.length);
    else out.fill(0, (length + steps) * channels.length);
  },
});
