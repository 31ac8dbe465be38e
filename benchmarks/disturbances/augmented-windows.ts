/** @file All windows once through a chain of augmentations. */
import type { AugmentationConfig } from "#augmentations/augmentation";
import { composeAugmentations } from "#augmentations/compose";
import { mapValues } from "#core/map-values";
import type { WindowSet } from "#core/signal";
import { makeBatches } from "#sensors/batches";
import { denormalizeWindows, normalizeWindows } from "#sensors/normalize";
import type { DisturbanceContext } from "./disturbance.ts";

/** In physical units before and after; each window has chance of its own. */
export function augmentedWindows(
  windows: WindowSet,
  chain: readonly AugmentationConfig[],
  { normalization, random }: Pick<DisturbanceContext, "normalization" | "random">,
): WindowSet {
  const { augment } = composeAugmentations(chain, { ...windows, normalization });
  const standardised = normalizeWindows(windows, normalization);
  const { inputs } = makeBatches(standardised, {
    ...{ batchSize: windows.size, shuffle: false, random },
    ...(augment && { augment }),
  }).batch(0, 0);
  const signals = mapValues(standardised.signals, (signal, modality) => ({
    ...signal,
    data: inputs[modality]!.data,
  }));
  return denormalizeWindows({ ...windows, signals }, normalization);
}
