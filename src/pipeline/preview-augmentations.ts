/** @file What a chain of augmentations does to a few windows: the batches of training, in physical units again. */
import type { AugmentationConfig } from "#augmentations/augmentation";
import { composeAugmentations } from "#augmentations/compose";
import { augmentationNamed } from "#augmentations/link";
import { mapValues } from "#core/map-values";
import type { Random } from "#core/random";
import type { Batch, Normalization, Signal, WindowedSignal, WindowSet } from "#core/signal";
import type { Preview, PreviewLink, PreviewSample } from "#report/data-page/preview";
import { makeBatches } from "#sensors/batches";
import { normalizeWindows } from "#sensors/normalize";
import { selectWindows } from "#sensors/split";

export interface PreviewOptions {
  readonly title: string;
  readonly chain: readonly AugmentationConfig[];
  /** Of the training windows. */
  readonly normalization: Normalization;
  readonly random: Random;
  /** Windows, each of another class; default 4. */
  readonly samples?: number;
  /** Draws of each; default 4. */
  readonly draws?: number;
}

/** `windows`: in physical units. Throws a `UserError` for a chain that does not fit them. */
export function previewAugmentations(windows: WindowSet, options: PreviewOptions): Preview {
  const { title, chain, normalization, random, samples = 4, draws = 4 } = options;
  const { signals, classes } = windows;
  const chosen = oneOfEachClass(windows, random.fork("rows")).slice(0, samples);
  const others = Array.from(windows.labels, (_, row) => row).filter((row) => !chosen.includes(row));
  const set = selectWindows(windows, [...chosen, ...others]);
  const batches = makeBatches(normalizeWindows(set, normalization), {
    ...composeAugmentations(chain, { signals, classes, normalization }),
    ...{ batchSize: chosen.length, shuffle: false, random: random.fork("draws") },
  });
  const drawn = Array.from({ length: draws }, (_, epoch) => batches.batch(epoch, 0));
  return {
    ...{ title, chain: chain.map(written).join(", "), links: linksOf(chain) },
    samples: chosen.map((_, i) => sampleOf(set, i, drawn, normalization)),
  };
}

/** A row of every class that there is, drawn by lot; the classes in their order. */
function oneOfEachClass({ labels, classes }: WindowSet, random: Random): number[] {
  const order = random.permutation(labels.length);
  return classes.flatMap((_, label) => {
    const row = order.find((each) => labels[each] === label);
    return row === undefined ? [] : [row];
  });
}

function sampleOf(
  set: WindowSet,
  i: number,
  drawn: readonly Batch[],
  normalization: Normalization,
): PreviewSample {
  const rowOf = (data: Float32Array, { length, channels }: WindowedSignal) =>
    data.slice(i * length * channels.length, (i + 1) * length * channels.length);
  return {
    label: set.classes[set.labels[i]!]!,
    subject: set.subjects[i]!,
    before: mapValues(set.signals, (signal) => ({ ...signal, data: rowOf(signal.data, signal) })),
    draws: drawn.map(({ inputs, labels }) => ({
      label: labelText(labels.data.subarray(i * set.classes.length), set.classes),
      after: mapValues(set.signals, (signal, modality) =>
        physical(
          { ...signal, data: rowOf(inputs[modality]!.data, signal) },
          modality,
          normalization,
        ),
      ),
    })),
  };
}

function physical(signal: Signal, modality: string, normalization: Normalization): Signal {
  const { mean, sd } = normalization[modality]!;
  const width = signal.channels.length;
  return { ...signal, data: signal.data.map((x, i) => x * sd[i % width]! + mean[i % width]!) };
}

function labelText(shares: Float32Array, classes: readonly string[]): string {
  const parts = classes.flatMap((name, k) =>
    shares[k]! > 0.005 ? [{ name, share: shares[k]! }] : [],
  );
  if (parts.length === 1) return parts[0]!.name;
  return parts.map(({ name, share }) => `${Math.round(100 * share)} % ${name}`).join(", ");
}

function written({ name, oneOf, chain, options = {} }: AugmentationConfig): string {
  if (oneOf) return `one of (${oneOf.map(written).join(", ")})`;
  if (chain) return `(${chain.map(written).join(", ")})`;
  const settings = Object.entries(options).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  return settings.length === 0 ? name! : `${name}(${settings.join(", ")})`;
}

/** Every augmentation once, presets taken apart. */
function linksOf(chain: readonly AugmentationConfig[]): PreviewLink[] {
  const all = chain.flatMap(({ name, oneOf = [], chain: members = [] }): PreviewLink[] => {
    if (name === undefined) return linksOf([...oneOf, ...members]);
    const entry = augmentationNamed(name);
    return entry.level === "preset" ? linksOf(entry.chain) : [entry];
  });
  return all.filter(({ name }, i) => all.findIndex((each) => each.name === name) === i);
}
