/** @file A published combination. */
import { type AugmentationPreset, definePreset } from "./augmentation.ts";

/** Removal, noise and shift. */
export const mix2: AugmentationPreset = definePreset({
  name: "mix2",
  source: "Jeon et al. 2022, IEEE IoT-J 9(14), arXiv:2201.00111",
  summary: "removal, noise and shift",
  chain: [{ name: "removal" }, { name: "noise" }, { name: "shift" }],
});
