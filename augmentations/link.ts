/** @file One link of a chain as it is configured, checked: entry, options, probability, modalities. */
import { nearest, UserError } from "#core/errors";
import { lookup } from "#core/registry";
import type { Modality, Normalization, Signal } from "#core/signal";
import type {
  Accepted,
  Augmentation,
  AugmentationConfig,
  AugmentationPreset,
  BatchAugmentation,
} from "./augmentation.ts";
import * as entries from "./entries.ts";

/** What the chain will be applied to: lets mistakes be found before training, and stage `raw` see physical units. */
export interface AugmentationTarget {
  readonly signals: Readonly<Record<Modality, Pick<Signal, "channels" | "unit">>>;
  readonly classes: readonly string[];
  /** Of windows that were standardised. */
  readonly normalization?: Normalization;
}

export type AnyAugmentation = Augmentation | BatchAugmentation | AugmentationPreset;

// Entries differ in their option types; a configuration hands options over as plain data, checked against `accepts`.
const registry = entries as unknown as Readonly<Record<string, AnyAugmentation>>;

/** The entry of that name. Throws a {@link UserError} that guesses the nearest. */
export function augmentationNamed(name: string): AnyAugmentation {
  return lookup("augmentation", registry, name);
}

/** Default 1. */
export function probabilityOf({ name = "augmentations", probability = 1 }: AugmentationConfig) {
  if (probability >= 0 && probability <= 1) return probability;
  throw new UserError(`${name}: probability must be from 0 to 1, received ${probability}`);
}

/** The entry's defaults with what the configuration changes. */
export function optionsOf(
  entry: Augmentation | BatchAugmentation,
  { options = {} }: AugmentationConfig,
): object {
  const defaults = entry.options as Readonly<Record<string, unknown>>;
  const accepts = entry.accepts as Readonly<Record<string, Accepted>>;
  for (const [key, value] of Object.entries(options)) {
    if (!Object.hasOwn(defaults, key)) refuseOption(entry.name, key, Object.keys(defaults));
    const accepted = accepts[key];
    const fits = accepted ? isAccepted(value, accepted) : typeof value === typeof defaults[key];
    if (fits) continue;
    const expected = accepted ? describe(accepted) : `a ${typeof defaults[key]}`;
    throw new UserError(
      `${entry.name}: ${key} must be ${expected}, received ${String(value)}`,
      `default: ${String(defaults[key])}`,
    );
  }
  return { ...defaults, ...options };
}

function isAccepted(value: unknown, accepted: Accepted): boolean {
  if (!("from" in accepted)) return accepted.includes(value as string);
  const { from, to, whole = false } = accepted;
  if (typeof value !== "number" || (whole && !Number.isInteger(value))) return false;
  return value >= from && value <= to;
}

function describe(accepted: Accepted): string {
  if (!("from" in accepted)) return `one of ${accepted.join(", ")}`;
  const { from, to, whole = false } = accepted;
  return `a ${whole ? "whole " : ""}number from ${from} to ${to}`;
}

function refuseOption(name: string, key: string, known: readonly string[]): never {
  const guess = nearest(key, known);
  const hint = guess === undefined ? "" : `did you mean "${guess}"? `;
  const list = known.length === 0 ? "it has none" : `known: ${known.join(", ")}`;
  throw new UserError(`${name} has no option "${key}"`, `${hint}${list}`);
}

/** Throws a {@link UserError} where modalities or classes of the target are not what the augmentation needs. */
export function checkTarget(
  { name, needs, relabel }: Augmentation,
  options: object,
  modalities: readonly Modality[] | undefined,
  { signals, classes }: AugmentationTarget,
): void {
  relabel?.(classes, options);
  const known = Object.keys(signals);
  for (const modality of modalities ?? [])
    if (!known.includes(modality))
      throw new UserError(`${name}: unknown modality "${modality}"`, `known: ${known.join(", ")}`);
  if (modalities || !needs || known.some((modality) => needs.met(signals[modality]!))) return;
  throw new UserError(`${name} suits no modality of ${known.join(", ")}`, `it needs ${needs.what}`);
}
