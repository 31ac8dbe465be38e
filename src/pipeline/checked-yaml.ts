/** @file YAML against a schema: a value with its defaults, or a sentence for every mistake in it. */
import { type Document, LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { messageOf, UserError } from "#core/errors";
import { type Mistake, mistakesOf } from "./config-mistakes.ts";
import type { JsonSchema } from "./json-schema.ts";

export interface YamlRules<Value> {
  /** Where the text comes from, for messages: "run.yaml". */
  readonly source: string;
  readonly schema: z.ZodType<Value>;
  /** What a person may write. */
  readonly keys: () => JsonSchema;
  /** "the configuration". */
  readonly whole: string;
  /** Of a value that the schema lets through. */
  readonly mistakes?: (value: Value) => readonly Mistake[];
  /** What to do about mistakes. */
  readonly help: string;
}

interface Parsed {
  readonly value: unknown;
  /** Line of the deepest key that exists on the way to `path`; `undefined` for a value without text. */
  lineOf(path: readonly PropertyKey[]): number | undefined;
}

/**
 * @param input The text, or an already parsed value. Throws one {@link UserError} with a sentence for every mistake:
 * line, path, what was expected, what came, the nearest right key.
 */
export function checkedYaml<Value>(input: string | object, rules: YamlRules<Value>): Value {
  const { source, schema, keys, whole } = rules;
  const parsed =
    typeof input === "string"
      ? parseText(input, source)
      : { value: input, lineOf: () => undefined };
  const result = schema.safeParse(parsed.value ?? {});
  const mistakes = result.success
    ? (rules.mistakes?.(result.data) ?? [])
    : mistakesOf(result.error, { input: parsed.value, keys: keys(), whole });
  if (result.success && mistakes.length === 0) return result.data;
  throw mistakesError(rules, parsed, mistakes);
}

function parseText(text: string, source: string): Parsed {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const error = document.errors[0];
  if (error) {
    const { line, col } = lines.linePos(error.pos[0]);
    throw new UserError(
      `${source}, line ${line}, column ${col}: not valid YAML: ${error.message}`,
      "check indentation, colons and quotes around that place",
    );
  }
  return {
    value: resolvedValue(document, source),
    lineOf(path) {
      for (let depth = path.length; depth > 0; depth--) {
        const node = document.getIn(path.slice(0, depth), true);
        const range = (node as { range?: readonly number[] } | undefined)?.range;
        if (range?.[0] !== undefined) return lines.linePos(range[0]).line;
      }
      return undefined;
    },
  };
}

/** Aliases of aliases grow without end: the parser counts them, and throws. */
function resolvedValue(yaml: Document, source: string): unknown {
  try {
    return yaml.toJS();
  } catch (error) {
    throw new UserError(
      `${source}: its aliases (*name) cannot be resolved: ${messageOf(error)}`,
      "write out what they stand for",
    );
  }
}

function mistakesError(
  { source, help }: Pick<YamlRules<never>, "source" | "help">,
  parsed: Parsed,
  mistakes: readonly Mistake[],
): UserError {
  const lines = mistakes.map(({ path }) => parsed.lineOf(path));
  const places = lines.map((line) => (line === undefined ? "" : `line ${line}: `));
  const sentences = mistakes.map(({ sentence }, i) => `${places[i]}${sentence}`);
  const message =
    sentences.length === 1
      ? `${source}${lines[0] === undefined ? ": " : ", "}${sentences[0]}`
      : `${source} has ${sentences.length} mistakes:\n${sentences.map((each) => `  - ${each}`).join("\n")}`;
  return new UserError(message, help);
}
