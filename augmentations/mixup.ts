/** @file Convex combinations of pairs of samples and of their labels. */
import type { Random } from "#core/random";
import type { NdArray } from "#core/signal";
import { type BatchAugmentation, defineBatchAugmentation } from "./augmentation.ts";

export interface MixupOptions {
  /** a ~ Beta(α, α): small α keeps samples nearly pure, 1 mixes evenly. */
  readonly alpha: number;
  /** Share of the batch that is mixed, 0 … 1 ("partial mixup"); exact, up to rounding. */
  readonly share: number;
}

/** a·xᵢ + (1 − a)·xⱼ with labels alike; all modalities of a pair get the same a. */
export const mixup: BatchAugmentation<MixupOptions> = defineBatchAugmentation({
  name: "mixup",
  source: "Zhang et al. 2018, ICLR, arXiv:1710.09412; share: Choi et al. 2023, arXiv:2211.03946",
  summary: "mix pairs of samples and their labels",
  keeps: ["shape"],
  options: { alpha: 0.2, share: 1 },
  identity: { share: 0 },
  mix(batch, random, options) {
    const size = batch.sampleIds.length;
    const partners = random.permutation(size);
    const weights = drawWeights(size, random, options);
    const mixed = (array: NdArray) => mixRows(array, partners, weights);
    const inputs = Object.entries(batch.inputs).map(([name, array]) => [name, mixed(array)]);
    return { ...batch, inputs: Object.fromEntries(inputs), labels: mixed(batch.labels) };
  },
});

/** Weight of each sample's own part; 1 for those that stay pure. */
function drawWeights(size: number, random: Random, { alpha, share }: MixupOptions): Float64Array {
  const weights = new Float64Array(size).fill(1);
  const chosen = random.permutation(size).subarray(0, Math.round(share * size));
  for (const row of chosen) weights[row] = random.beta(alpha, alpha);
  return weights;
}

function mixRows({ data, shape }: NdArray, partners: Int32Array, weights: Float64Array): NdArray {
  const width = data.length / partners.length;
  const mixed = data.slice();
  partners.forEach((partner, row) => {
    const weight = weights[row]!;
    if (weight === 1) return;
    for (let i = 0; i < width; i++) {
      const own = data[row * width + i]!;
      mixed[row * width + i] = weight * own + (1 - weight) * data[partner * width + i]!;
    }
  });
  return { data: mixed, shape };
}
