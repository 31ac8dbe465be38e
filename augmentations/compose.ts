/** @file A chain of augmentations, from names and options in a configuration. */
import { nearest, UserError } from "#core/errors";
import type { Random } from "#core/random";
import { lookup } from "#core/registry";
import type { BatchMix, SampleAugment } from "#core/signal";
import type { Augmentation, BatchAugmentation } from "./augmentation.ts";
import * as entries from "./entries.ts";

/** One link of the chain. */
export interface AugmentationConfig {
  readonly name: string;
  /** Share of samples (of batches, for mixup) it is applied to; default 1. */
  readonly probability?: number;
  /** What differs from the defaults. */
  readonly options?: Readonly<Record<string, unknown>>;
}

export interface ComposedAugmentation {
  /** Those of windows, in the order given. */
  readonly augment?: SampleAugment;
  /** Those of batches, in the order given, after all others. */
  readonly mix?: BatchMix;
}

interface Link<Kind> {
  readonly entry: Kind;
  readonly probability: number;
  readonly options: object;
}

/** Make a chain. Throws a {@link UserError} for unknown names and options and for probabilities outside 0 … 1. */
export function composeAugmentations(chain: readonly AugmentationConfig[]): ComposedAugmentation {
  const windows: Link<Augmentation>[] = [];
  const batches: Link<BatchAugmentation>[] = [];
  for (const config of chain) {
    const entry = lookup<Augmentation | BatchAugmentation>("augmentation", entries, config.name);
    const link = { probability: probabilityOf(config), options: optionsOf(entry, config) };
    if (entry.level === "window") windows.push({ ...link, entry });
    else batches.push({ ...link, entry });
  }
  return {
    ...(windows.length > 0 && { augment: augmentBy(windows) }),
    ...(batches.length > 0 && { mix: mixBy(batches) }),
  };
}

/** Each link has chance of its own, so that leaving one out changes nothing for the others. */
function augmentBy(links: readonly Link<Augmentation>[]): SampleAugment {
  return (views, random) => {
    links.forEach(({ entry, probability, options }, place) => {
      const chance = random.fork(entry.name, place);
      if (chance.uniform() >= probability) return;
      for (const [modality, { data, shape, sampleRate }] of Object.entries(views)) {
        const draws = entry.pairing === "shared" ? chance.fork("all") : chance.fork("of", modality);
        const window = { data, length: shape[0]!, channels: shape[1]!, sampleRate };
        data.set(entry.apply(window, draws, options).data);
      }
    });
  };
}

function mixBy(links: readonly Link<BatchAugmentation>[]): BatchMix {
  return (batch, random) =>
    links.reduce((mixed, { entry, probability, options }, place) => {
      const chance: Random = random.fork(entry.name, place);
      return chance.uniform() < probability ? entry.mix(mixed, chance, options) : mixed;
    }, batch);
}

function probabilityOf({ name, probability = 1 }: AugmentationConfig): number {
  if (probability >= 0 && probability <= 1) return probability;
  throw new UserError(`${name}: probability must be from 0 to 1, received ${probability}`);
}

function optionsOf(entry: Augmentation | BatchAugmentation, { options = {} }: AugmentationConfig) {
  const defaults = entry.options as Readonly<Record<string, unknown>>;
  for (const [key, value] of Object.entries(options)) {
    if (!Object.hasOwn(defaults, key)) refuseOption(entry.name, key, Object.keys(defaults));
    if (typeof value === typeof defaults[key] && !Number.isNaN(value)) continue;
    throw new UserError(
      `${entry.name}: ${key} must be a ${typeof defaults[key]}, received ${String(value)}`,
      `default: ${String(defaults[key])}`,
    );
  }
  return { ...defaults, ...options };
}

function refuseOption(name: string, key: string, known: readonly string[]): never {
  const guess = nearest(key, known);
  const hint = guess === undefined ? "" : `did you mean "${guess}"? `;
  throw new UserError(`${name} has no option "${key}"`, `${hint}known: ${known.join(", ")}`);
}
