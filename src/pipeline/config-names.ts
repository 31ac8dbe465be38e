/** @file Names in a configuration that must exist elsewhere: entries of the registries, roles, modalities. */
import { nearest } from "#core/errors";
import { describeValue, formatPath, type Mistake } from "./config-mistakes.ts";
import type { Config } from "./config-schema.ts";

/** An entry that a configuration may name; `options` are its defaults. */
export interface KnownEntry {
  readonly name: string;
  readonly options?: object;
  /** Options that are paths, relative to the configuration's file. */
  readonly paths?: readonly string[];
}

/** What the registries hold. A registry that is left out is not checked. */
export interface KnownEntries {
  readonly datasets?: readonly KnownEntry[];
  readonly augmentations?: readonly KnownEntry[];
  readonly baselines?: readonly KnownEntry[];
  readonly processing?: readonly KnownEntry[];
  readonly networks?: readonly KnownEntry[];
  readonly methods?: readonly KnownEntry[];
  readonly schemes?: readonly KnownEntry[];
}

type Path = readonly (string | number)[];

/** Unknown names, and options that the named entry does not have. */
export function wrongNames(config: Config, known: KnownEntries): Mistake[] {
  const { data, augment, teacherAugment = [], teachers, student, method, baselines } = config;
  const { scheme = "auto" } = config.quantize ?? {};
  const modalities = Object.keys(data.modalities);
  const roles = Object.keys(teachers);
  return [
    ...entryMistakes("data set", known.datasets, ["data", "dataset"], data.dataset, data.options),
    ...Object.entries(data.modalities).flatMap(([modality, { process }]) =>
      process.flatMap(({ name, options }, i) => {
        const path = ["data", "modalities", modality, "process", i, "name"];
        return entryMistakes("processing step", known.processing, path, name, options);
      }),
    ),
    ...augment.flatMap((link, i) => augmentationMistakes(link, ["augment", i], modalities, known)),
    ...teacherAugment.flatMap((link, i) =>
      augmentationMistakes(link, ["teacherAugment", i], modalities, known),
    ),
    ...Object.entries({ student, ...prefixed(teachers) }).flatMap(([path, choice]) => [
      ...entryMistakes(
        "network",
        known.networks,
        [...path.split("/"), "network"],
        choice.network,
        choice.options,
      ),
      ...nameMistakes("modality", modalities, [...path.split("/"), "inputs"], choice.inputs),
    ]),
    ...entryMistakes("method", known.methods, ["method", "name"], method.name, method.options),
    ...baselines.flatMap((name, i) =>
      entryMistakes("classic model", known.baselines, ["baselines", i], name, {}),
    ),
    ...nameMistakes("teacher", roles, ["method", "teachers"], method.teachers ?? []),
    ...entryMistakes("scheme", known.schemes, ["quantize", "scheme"], scheme, {}),
  ];
}

type AugmentationLink = Partial<Config["augment"][number]>;

/** Of a link and, where it is a group, of its members. */
function augmentationMistakes(
  { name, oneOf = [], chain = [], options = {}, modalities = [] }: AugmentationLink,
  path: Path,
  known: readonly string[],
  registries: KnownEntries,
): Mistake[] {
  const { augmentations } = registries;
  return [
    ...(name === undefined
      ? []
      : entryMistakes("augmentation", augmentations, [...path, "name"], name, options)),
    ...nameMistakes("modality", known, [...path, "modalities"], modalities),
    ...Object.entries({ oneOf, chain }).flatMap(([key, members]) =>
      members.flatMap((member, i) =>
        augmentationMistakes(member, [...path, key, i], known, registries),
      ),
    ),
  ];
}

function prefixed<T>(teachers: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(teachers).map(([role, t]) => [`teachers/${role}`, t]));
}

/** @param path Of the name; options stand beside it. */
export function entryMistakes(
  kind: string,
  entries: readonly KnownEntry[] | undefined,
  path: Path,
  name: string,
  options: Readonly<Record<string, unknown>>,
): Mistake[] {
  if (entries === undefined) return [];
  const entry = entries.find((candidate) => candidate.name === name);
  if (!entry)
    return [
      unknownName(
        kind,
        name,
        path,
        entries.map((each) => each.name),
      ),
    ];
  return entry.options === undefined
    ? []
    : optionMistakes(name, entry.options, [...path.slice(0, -1), "options"], options);
}

/** Options that the entry does not have, or that are not of its default's type. */
function optionMistakes(
  name: string,
  defaults: object,
  path: Path,
  options: Readonly<Record<string, unknown>>,
): Mistake[] {
  const known = Object.keys(defaults);
  return Object.entries(options).flatMap(([key, value]): Mistake[] => {
    const here = [...path, key];
    if (!known.includes(key)) return [unknownName(`option of ${name}`, key, here, known)];
    const example: unknown = defaults[key as keyof typeof defaults];
    const expected = kindOf(example);
    if (expected === undefined || expected === kindOf(value)) return [];
    const fault = `expected ${expected} such as ${JSON.stringify(example)}, got ${describeValue(value)}`;
    return [{ path: here, sentence: `${formatPath(here)}: ${fault}` }];
  });
}

/** `undefined` for a default that says nothing (null, nothing). */
function kindOf(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (Array.isArray(value)) return "a list";
  const words: Readonly<Record<string, string>> = {
    boolean: "true or false",
    number: "a number",
    object: "a group of keys",
    string: "text",
  };
  return words[typeof value];
}

function nameMistakes(
  kind: string,
  known: readonly string[],
  path: Path,
  names: readonly string[],
): Mistake[] {
  return names.flatMap((name, i) =>
    known.includes(name) ? [] : [unknownName(kind, name, [...path, i], known)],
  );
}

function unknownName(kind: string, name: string, path: Path, known: readonly string[]): Mistake {
  const close = nearest(name, known);
  const list = known.length === 0 ? "there is none" : `known: ${[...known].sort().join(", ")}`;
  const hint = close === undefined ? list : `did you mean "${close}"?`;
  return { path, sentence: `${formatPath(path)}: unknown ${kind} "${name}"; ${hint}` };
}
