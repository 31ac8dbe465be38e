/** @file Another reference electrode. */
import { type Augmentation, defineAugmentation } from "./augmentation.ts";
import { montage } from "./channel-groups.ts";

/** Subtract a random channel from all others; that channel becomes its negative: what the old reference shows now. */
export const channelsReref: Augmentation = defineAugmentation({
  name: "channels-reref",
  source: "Mohsenvand et al. 2020, ML4H, PMLR 136, 238–253",
  summary: "refer all electrodes to a random one",
  formula: "x[:, c] − x[:, r], x[:, r] ← −x[:, r], r ~ U{channels}",
  stage: "raw",
  keeps: ["label", "order"],
  options: {},
  accepts: {},
  pairing: "independent",
  needs: montage(2),
  apply({ data, channels }, random, _options, out) {
    const width = channels.length;
    const reference = random.integer(width);
    for (let row = 0; row < data.length; row += width) {
      const level = data[row + reference]!;
      for (let c = 0; c < width; c++) out[row + c] = data[row + c]! - level;
      out[row + reference] = -level;
    }
  },
});
