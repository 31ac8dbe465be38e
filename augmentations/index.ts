/** @file stage 2 of 6 · in: Batch (one sample, or all) · out: the same shape, seeded */
export type {
  Accepted,
  Augmentation,
  AugmentationConfig,
  AugmentationPreset,
  BatchAugmentation,
  Company,
  Kept,
  SignalNeeds,
  Stage,
  Window,
} from "./augmentation.ts";
export {
  augmented,
  defineAugmentation,
  defineBatchAugmentation,
  definePreset,
  stages,
} from "./augmentation.ts";
export { type ComposedAugmentation, composeAugmentations, mixesSamples } from "./compose.ts";
export * as augmentations from "./entries.ts";
export { augmentationGallery } from "./gallery.ts";
export type { AugmentationTarget } from "./link.ts";
