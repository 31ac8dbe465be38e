/** @file A new trial from parts of others of its class. */
import { type Augmentation, defineAugmentation } from "./augmentation.ts";

export interface SegmentationReconstructionOptions {
  /** Number of parts. */
  readonly segments: number;
}

/** Each part of the window comes from a random window of the same class and subject, from the same place in time. */
export const segmentationReconstruction: Augmentation<SegmentationReconstructionOptions> =
  defineAugmentation({
    name: "segmentation-reconstruction",
    source: "Lotte 2015, Proc. IEEE 103(6), doi:10.1109/JPROC.2015.2404941",
    summary: "put a window together from parts of others of its class and subject",
    formula: "x[part i] = sibling_i[part i], i = 1 … segments equal parts",
    stage: "time",
    keeps: ["label", "order", "left-right"],
    options: { segments: 8 },
    accepts: { segments: { from: 1, to: 1000, whole: true } },
    pairing: "shared",
    apply({ length, channels }, random, { segments }, out, { sibling }) {
      const cut = (i: number) => Math.round((i * length) / segments) * channels.length;
      for (let i = 0; i < segments; i++)
        out.set(sibling(random).subarray(cut(i), cut(i + 1)), cut(i));
    },
  });
