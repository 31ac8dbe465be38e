/** @file Convex combinations of pairs of samples and of their labels. */
import type { Random } from "#core/random";
import type { NdArray } from "#core/signal";
import { type BatchAugmentation, defineBatchAugmentation } from "./augmentation.ts";

export interface MixupOptions {
  /** a ~ Beta(α, α): small α keeps samples nearly pure, 1 draws all weights alike. */
  readonly alpha: number;
  /** Share of the batch that is mixed, 0 … 1 ("partial mixup"). */
  readonly share: number;
  /**
   * How the pure rest is picked: `without` replacement (exactly the share is mixed), or `with`, as the published code
   * does: of 90 % pure, 59 % are left.
   */
  readonly pick: string;
  /** One weight for each `sample`, or one for the whole `batch`. */
  readonly per: string;
}

/**
 * a·xᵢ + (1 − a)·xⱼ with labels alike; all modalities of a pair get the same a. j is a permutation of the batch, so a
 * sample may meet itself. (Permuting i too, as the published code does, changes the order of rows only.)
 */
export const mixup: BatchAugmentation<MixupOptions> = defineBatchAugmentation({
  name: "mixup",
  source: "Zhang et al. 2018, arXiv:1710.09412; share, pick: Choi et al. 2023, arXiv:2211.03946",
  summary: "mix pairs of samples and their labels",
  formula: "a xᵢ + (1−a) xⱼ, a yᵢ + (1−a) yⱼ, a ~ Beta(alpha, alpha)",
  stage: "mix",
  keeps: ["order", "left-right"],
  options: { alpha: 1, share: 1, pick: "without", per: "sample" },
  accepts: {
    alpha: { from: 0.001, to: 1000 },
    share: { from: 0, to: 1 },
    pick: ["without", "with"],
    per: ["sample", "batch"],
  },
  identity: { share: 0 },
  mix(batch, random, options) {
    const partners = random.permutation(batch.sampleIds.length);
    const weights = drawWeights(partners.length, random, options);
    const mixed = (array: NdArray) => mixRows(array, partners, weights);
    const inputs = Object.entries(batch.inputs).map(([name, array]) => [name, mixed(array)]);
    return { ...batch, inputs: Object.fromEntries(inputs), labels: mixed(batch.labels) };
  },
});

/** Weight of each sample's own part; 1 for those that stay pure. */
function drawWeights(size: number, random: Random, options: MixupOptions): Float64Array {
  const { alpha, share, pick, per } = options;
  const common = random.beta(alpha, alpha);
  const weights = new Float64Array(size);
  for (let row = 0; row < size; row++)
    weights[row] = per === "batch" ? common : random.beta(alpha, alpha);
  const order = random.permutation(size);
  for (let i = Math.round(share * size); i < size; i++)
    weights[pick === "with" ? random.integer(size) : order[i]!] = 1;
  return weights;
}

function mixRows({ data, shape }: NdArray, partners: Int32Array, weights: Float64Array): NdArray {
  const width = (data.length / partners.length) | 0; // an integer to the compiler too
  const mixed = new Float32Array(data.length);
  for (let row = 0; row < partners.length; row++) {
    const weight = weights[row]!;
    const own = row * width;
    const other = partners[row]! * width;
    const rest = 1 - weight;
    for (let i = own, j = other, end = own + width; i < end; i++, j++)
      mixed[i] = weight * data[i]! + rest * data[j]!;
  }
  return { data: mixed, shape };
}
