/** @file A chain of augmentations, from names and options in a configuration. */
import { UserError } from "#core/errors";
import type { Batch, BatchMix, Sample, SampleAugment } from "#core/signal";
import { type AugmentationConfig, stages } from "./augmentation.ts";
import {
  type AugmentationTarget,
  augmentationNamed,
  checkTarget,
  optionsOf,
  probabilityOf,
} from "./link.ts";
import { batchStep, groupStep, type Step, windowStep } from "./step.ts";

export interface ComposedAugmentation {
  /** Those of windows. */
  readonly augment?: SampleAugment;
  /** Those of batches, after all others. */
  readonly mix?: BatchMix;
}

/** One of the two is there. */
interface AnyStep {
  readonly window?: Step<Sample>;
  readonly batch?: Step<Batch>;
}

/**
 * Make a chain. Links run stage by stage (raw → time → amplitude → mask → mix), within a stage in the order given; each
 * has chance of its own, so that leaving one out changes nothing for the others before it. With a `target`, stage `raw`
 * sees physical units, and modalities and classes are checked. Throws a {@link UserError} for unknown names, options
 * and modalities, values out of range, and groups that hold augmentations of windows and of batches.
 */
export function composeAugmentations(
  chain: readonly AugmentationConfig[],
  target?: AugmentationTarget,
): ComposedAugmentation {
  const steps = chain.map((config, place) => stepOf(config, place, target));
  const windows = inOrder(steps.flatMap(({ window }) => window ?? []));
  const batches = inOrder(steps.flatMap(({ batch }) => batch ?? []));
  return {
    ...(windows.length > 0 && {
      augment: (sample, random) => {
        for (const step of windows) step.run(sample, random);
      },
    }),
    ...(batches.length > 0 && {
      mix: (batch, random) => batches.reduce((mixed, step) => step.run(mixed, random), batch),
    }),
  };
}

/** Whether a chain mixes samples, so that what is known of one sample no longer fits. */
export function mixesSamples(links: readonly AugmentationConfig[]): boolean {
  return links.some(({ name, oneOf = [], chain = [] }) => {
    const mixes = name !== undefined && augmentationNamed(name).level === "batch";
    return mixes || mixesSamples([...oneOf, ...chain]);
  });
}

function inOrder<Subject>(steps: readonly Step<Subject>[]): Step<Subject>[] {
  return steps.toSorted((a, b) => stages.indexOf(a.stage) - stages.indexOf(b.stage));
}

function stepOf(config: AugmentationConfig, place: number, target?: AugmentationTarget): AnyStep {
  const { name, oneOf, chain, modalities } = config;
  if ([name, oneOf, chain].filter((each) => each !== undefined).length !== 1)
    throw new UserError("augmentations: a link has one of name, oneOf and chain, and only one");
  if (name === undefined) return groupOf(config, place, target);
  const entry = augmentationNamed(name);
  if (entry.level === "preset")
    return groupOf({ ...config, chain: presetChain(entry, config) }, place, target);
  const probability = probabilityOf(config);
  const link = { keys: [name, place], probability, options: optionsOf(entry, config) };
  if (entry.level === "batch") return { batch: batchStep({ ...link, entry }) };
  if (target) checkTarget(entry, link.options, modalities, target);
  return { window: windowStep({ ...link, entry, modalities }, target ?? {}) };
}

function groupOf(config: AugmentationConfig, place: number, target?: AugmentationTarget): AnyStep {
  const { oneOf, chain, modalities } = config;
  const members = (oneOf ?? chain ?? []).map((member, i) =>
    stepOf(modalities ? { modalities, ...member } : member, i, target),
  );
  const windows = inOrder(members.flatMap(({ window }) => window ?? []));
  const batches = inOrder(members.flatMap(({ batch }) => batch ?? []));
  if (windows.length > 0 && batches.length > 0)
    throw new UserError(
      "augmentations: a group holds augmentations of windows or of batches, not both",
      "mixing comes after everything else: give it a link of its own",
    );
  const [kind, probability] = [oneOf ? "one of" : "chain", probabilityOf(config)] as const;
  const link = { kind, probability, keys: [kind, place] };
  if (windows[0]) return { window: groupStep(link, windows[0].stage, windows) };
  if (batches[0]) return { batch: groupStep(link, batches[0].stage, batches) };
  throw new UserError("augmentations: a group needs at least one link");
}

function presetChain(
  { name, chain }: { readonly name: string; readonly chain: readonly AugmentationConfig[] },
  { options = {} }: AugmentationConfig,
): readonly AugmentationConfig[] {
  if (Object.keys(options).length === 0) return chain;
  throw new UserError(
    `${name} is a preset and has no options`,
    `write its chain: ${JSON.stringify(chain)}`,
  );
}
