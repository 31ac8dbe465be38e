/** @file What is wrong with a YAML file, one sentence per mistake: path, what was expected, what came, nearest key. */
import type { z } from "zod";
import { nearest } from "#core/errors";
import { keysAt } from "./config-keys.ts";
import type { JsonSchema } from "./json-schema.ts";

type Path = readonly PropertyKey[];

export interface Mistake {
  readonly path: Path;
  /** A sentence that starts with the path. */
  readonly sentence: string;
}

/** What was validated, and by what. */
interface Validated {
  readonly input: unknown;
  /** What the keys may be. */
  readonly keys: JsonSchema;
  /** What the whole is called. */
  readonly whole: string;
}

/** The mistakes behind a zod error. */
export function mistakesOf(error: z.ZodError, validated: Validated): Mistake[] {
  return error.issues.flatMap((issue) => mistakesOfIssue(issue, validated));
}

/** `train.student.schedule`, `augment[1].name`; the whole is "the configuration". */
export function formatPath(path: Path, whole = "the configuration"): string {
  const text = path.map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`));
  return text.length === 0 ? whole : text.join("").replace(/^\./, "");
}

/** What a person would recognise: `"kd"`, `12`, `a list`. */
export function describeValue(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value))
    return value.length === 0 ? "an empty list" : `a list of ${value.length}`;
  return typeof value === "object" ? "a group of keys" : JSON.stringify(value);
}

function mistakesOfIssue(issue: z.core.$ZodIssue, validated: Validated): Mistake[] {
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => unknownKey([...issue.path, key], validated));
  const value = valueAt(validated.input, issue.path);
  const expected = expectation(issue);
  const fault =
    value === undefined ? `missing, ${expected}` : `${expected}, got ${describeValue(value)}`;
  const sentence = `${formatPath(issue.path, validated.whole)}: ${fault}${guess(issue, value)}`;
  return [{ path: issue.path, sentence }];
}

function unknownKey(path: Path, { input, keys }: Validated): Mistake {
  const parent = path.slice(0, -1);
  const known = keysAt(parent, input, keys);
  const close = nearest(String(path.at(-1)), known);
  const where = parent.length === 0 ? "here" : `in ${formatPath(parent)}`;
  const hint =
    close === undefined
      ? `known ${where}: ${known.join(", ")}`
      : `did you mean ${formatPath([...parent, close])}?`;
  return { path, sentence: `${formatPath(path)}: no such key; ${hint}` };
}

const kinds: Readonly<Record<string, string>> = {
  array: "a list",
  boolean: "true or false",
  int: "a whole number",
  number: "a number",
  object: "a group of keys",
  record: "a group of keys",
  string: "text",
};

function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return `expected ${kinds[issue.expected] ?? issue.expected}`;
    case "too_small":
      return bound(issue.origin, issue.inclusive ? "at least" : "more than", issue.minimum);
    case "too_big":
      return bound(issue.origin, issue.inclusive ? "at most" : "less than", issue.maximum);
    default: {
      const choices = choicesOf(issue);
      return choices.length > 0 ? `expected one of ${choices.join(", ")}` : issue.message;
    }
  }
}

function bound(origin: string, relation: string, limit: number | bigint): string {
  const unit = origin === "array" ? (limit === 1 ? " entry" : " entries") : "";
  return `expected ${relation} ${limit}${unit}`;
}

function choicesOf(issue: z.core.$ZodIssue): string[] {
  if (issue.code === "invalid_value") return issue.values.map(String);
  if (issue.code !== "invalid_union" || !("options" in issue)) return [];
  return Array.isArray(issue.options) ? issue.options.map(String) : [];
}

function guess(issue: z.core.$ZodIssue, value: unknown): string {
  const close = typeof value === "string" ? nearest(value, choicesOf(issue)) : undefined;
  return close === undefined ? "" : `; did you mean "${close}"?`;
}

/** What stands at a path; `undefined` where the path leaves the value. */
export function valueAt(value: unknown, path: Path): unknown {
  let here: unknown = value;
  for (const key of path) {
    if (typeof here !== "object" || here === null) return undefined;
    here = (here as Readonly<Record<PropertyKey, unknown>>)[key];
  }
  return here;
}
