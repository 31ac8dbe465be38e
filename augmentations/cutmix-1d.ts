/** @file One stretch of time from another sample, and its share of the label. */
import type { Random } from "#core/random";
import type { NdArray } from "#core/signal";
import { type BatchAugmentation, defineBatchAugmentation } from "./augmentation.ts";

export interface Cutmix1dOptions {
  /** a ~ Beta(α, α): the share of the window that stays. */
  readonly alpha: number;
}

/** Rows of a batch, and the run of time steps that each takes from its partner, in steps of the shortest modality. */
interface Cuts {
  readonly partners: Int32Array;
  readonly starts: Int32Array;
  readonly lengths: Int32Array;
  /** Time steps of the shortest modality. */
  readonly steps: number;
}

/**
 * Replace a run of time steps by the same run of another sample; the label follows the share that was replaced. All
 * modalities are cut at the same time. Not for trials whose event has a fixed time.
 */
export const cutmix1d: BatchAugmentation<Cutmix1dOptions> = defineBatchAugmentation({
  name: "cutmix-1d",
  source: "Yun et al. 2019, arXiv:1905.04899, in one dimension",
  summary: "replace a stretch of time by another sample's, and its share of the label",
  formula:
    "xᵢ[s … s+L) = xⱼ[s … s+L), (1 − L/T) yᵢ + (L/T) yⱼ, L = round((1−a) T), a ~ Beta(alpha, alpha)",
  stage: "mix",
  keeps: ["order", "left-right"],
  options: { alpha: 1 },
  accepts: { alpha: { from: 0.001, to: 1000 } },
  mix(batch, random, { alpha }) {
    const inputs = Object.entries(batch.inputs);
    const steps = Math.min(...inputs.map(([, { shape }]) => shape[1]!));
    const cuts = drawCuts(batch.sampleIds.length, steps, random, alpha);
    const mixed = inputs.map(([name, array]) => [name, cutRows(array, cuts)]);
    return { ...batch, inputs: Object.fromEntries(mixed), labels: mixLabels(batch.labels, cuts) };
  },
});

function drawCuts(size: number, steps: number, random: Random, alpha: number): Cuts {
  const partners = random.permutation(size);
  const draw = () => Math.round((1 - random.beta(alpha, alpha)) * steps);
  const lengths = Int32Array.from({ length: size }, draw);
  const starts = lengths.map((length) => random.integer(steps - length + 1));
  return { partners, starts, lengths, steps };
}

function cutRows({ data, shape }: NdArray, { partners, starts, lengths, steps }: Cuts): NdArray {
  const [, time, channels] = shape as [number, number, number];
  const cut = data.slice();
  const place = (step: number) => Math.round((step * time) / steps) * channels;
  partners.forEach((partner, row) => {
    const from = place(starts[row]!);
    const to = place(starts[row]! + lengths[row]!);
    const other = partner * time * channels;
    cut.set(data.subarray(other + from, other + to), row * time * channels + from);
  });
  return { data: cut, shape };
}

function mixLabels({ data, shape }: NdArray, { partners, lengths, steps }: Cuts): NdArray {
  const classes = shape[1]!;
  const mixed = data.map((own, i) => {
    const row = Math.floor(i / classes);
    const share = lengths[row]! / steps;
    return (1 - share) * own + share * data[partners[row]! * classes + (i % classes)]!;
  });
  return { data: mixed, shape };
}
