/** @file The parts of a window in another order. */
import { type Augmentation, defineAugmentation } from "./augmentation.ts";

export interface PermutationOptions {
  /** Largest number of parts. */
  readonly segments: number;
}

/** Cut the window into equal parts, 1 to `segments` of them, and shuffle the parts. */
export const permutation: Augmentation<PermutationOptions> = defineAugmentation({
  name: "permutation",
  source: "Um et al. 2017, ICMI, doi:10.1145/3136755.3136817",
  summary: "cut into equal parts and shuffle them",
  formula: "n equal parts in random order, n ~ U{1 … segments}",
  stage: "time",
  keeps: ["label", "left-right", "mean", "values"],
  options: { segments: 4 },
  accepts: { segments: { from: 1, to: 1000, whole: true } },
  identity: { segments: 1 },
  pairing: "shared",
  apply({ data, length, channels }, random, { segments }, out) {
    const count = 1 + random.integer(segments);
    const cut = (i: number) => Math.round((i * length) / count) * channels.length;
    let at = 0;
    for (const part of random.permutation(count)) {
      const piece = data.subarray(cut(part), cut(part + 1));
      out.set(piece, at);
      at += piece.length;
    }
  },
});
