/** @file stage 2 of 6 · in: Batch (one sample, or all) · out: the same shape, seeded */
export type { Augmentation, BatchAugmentation, Kept, Window } from "./augmentation.ts";
export { defineAugmentation, defineBatchAugmentation } from "./augmentation.ts";
export {
  type AugmentationConfig,
  type ComposedAugmentation,
  composeAugmentations,
} from "./compose.ts";
export * as augmentations from "./entries.ts";
