/** @file Checked links made runnable: on a sample in place, or on a batch. */
import type { Random } from "#core/random";
import type { Batch, ChannelNormalization, Modality, Sample, Window } from "#core/signal";
import type { Augmentation, BatchAugmentation, Stage } from "./augmentation.ts";
import type { AugmentationTarget } from "./link.ts";
import { scratch } from "./scratch.ts";

/** What runs on a `Subject`, a sample or a batch, and gives it back. */
export interface Step<Subject> {
  readonly stage: Stage;
  run(subject: Subject, random: Random): Subject;
}

/** What all links have in common. */
export interface Link {
  /** What its chance is forked by. */
  readonly keys: readonly (string | number)[];
  readonly probability: number;
}

/** A link with its entry. */
export interface EntryLink<Entry> extends Link {
  readonly entry: Entry;
  readonly options: object;
  /** Default: those whose needs are met. */
  readonly modalities?: readonly Modality[] | undefined;
}

/** A batch's augmentation as a step. */
export function batchStep({ entry, options, ...link }: EntryLink<BatchAugmentation>): Step<Batch> {
  return sometimes(link, entry.stage, (batch, chance) => entry.mix(batch, chance, options));
}

/** A window's augmentation as a step. */
export function windowStep(
  { entry, options, modalities, ...link }: EntryLink<Augmentation>,
  { normalization = {} }: Partial<AugmentationTarget>,
): Step<Sample> {
  const suits = (modality: Modality, window: Window) =>
    modalities?.includes(modality) ?? entry.needs?.met(window) ?? true;
  return sometimes(link, entry.stage, (sample, chance) => {
    const suited = Object.entries(sample.windows).filter(([name, window]) => suits(name, window));
    for (const [modality, window] of suited) {
      const draws = entry.pairing === "shared" ? chance.fork("all") : chance.fork("of", modality);
      const company = { sibling: (random: Random) => sample.sibling(modality, random) };
      const apply = (from: Window, out: Float32Array) =>
        entry.apply(from, draws, options, out, company);
      const scale = entry.stage === "raw" ? normalization[modality] : undefined;
      if (scale) inPhysicalUnits(window, scale, apply);
      else inPlace(window, apply);
    }
    if (suited.length > 0 && entry.relabel) relabel(sample, entry.relabel(sample.classes, options));
    return sample;
  });
}

/** Members in turn, or one of them, as a step of the earliest of their stages. */
export function groupStep<Subject>(
  link: Link & { readonly kind: "one of" | "chain" },
  stage: Stage,
  members: readonly Step<Subject>[],
): Step<Subject> {
  return sometimes(link, stage, (subject, chance) => {
    if (link.kind === "chain")
      return members.reduce((done, member) => member.run(done, chance), subject);
    return members[chance.integer(members.length)]!.run(subject, chance);
  });
}

function sometimes<Subject>(
  { keys, probability }: Link,
  stage: Stage,
  run: (subject: Subject, chance: Random) => Subject,
): Step<Subject> {
  return {
    stage,
    run(subject, random) {
      const chance = random.fork(...keys);
      return chance.uniform() < probability ? run(subject, chance) : subject;
    },
  };
}

type Apply = (window: Window, out: Float32Array) => void;

/** Memory to write into. */
const outOf = scratch((size) => new Float32Array(size));
const rawOf = scratch((size) => new Float32Array(size));

function inPlace(window: Window, apply: Apply): void {
  const out = outOf(window.data.length);
  apply(window, out);
  window.data.set(out);
}

/** Undo the standardisation, apply, standardise again. */
function inPhysicalUnits(window: Window, { mean, sd }: ChannelNormalization, apply: Apply): void {
  const { data } = window;
  const raw = rawOf(data.length);
  const out = outOf(data.length);
  const width = mean.length;
  for (let i = 0; i < raw.length; )
    for (let c = 0; c < width; c++, i++) raw[i] = data[i]! * sd[c]! + mean[c]!;
  apply({ ...window, data: raw }, out);
  for (let i = 0; i < raw.length; )
    for (let c = 0; c < width; c++, i++) data[i] = (out[i]! - mean[c]!) / sd[c]!;
}

function relabel({ label }: Sample, places: Int32Array): void {
  const before = label.slice();
  label.fill(0);
  places.forEach((place, k) => {
    label[place]! += before[k]!;
  });
}
