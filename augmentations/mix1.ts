/** @file A published combination. */
import { type AugmentationPreset, definePreset } from "./augmentation.ts";

/** Removal, then noise: safe on large data sets. */
export const mix1: AugmentationPreset = definePreset({
  name: "mix1",
  source: "Jeon et al. 2022, IEEE IoT-J 9(14), arXiv:2201.00111",
  summary: "removal and noise",
  chain: [{ name: "removal" }, { name: "noise" }],
});
