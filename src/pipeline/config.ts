/** @file YAML → a complete, checked {@link Config}. */
import { LineCounter, parseDocument } from "yaml";
import { UserError } from "#core/errors";
import { type Mistake, mistakesOf } from "./config-mistakes.ts";
import { type KnownEntries, wrongNames } from "./config-names.ts";
import { type Config, configSchema } from "./config-schema.ts";

export interface ParseOptions {
  /** Where the text comes from, for messages: "run.yaml". */
  readonly source?: string;
  /** What the names in it may be. */
  readonly known?: KnownEntries;
}

interface Parsed {
  readonly value: unknown;
  /** Line of the deepest key that exists on the way to `path`; `undefined` for a value without text. */
  lineOf(path: readonly PropertyKey[]): number | undefined;
}

/**
 * The configuration in a YAML text (or an already parsed value), with defaults filled in. Throws one
 * {@link UserError} with a sentence for every mistake: line, path, what was expected, what came, the nearest right key.
 */
export function parseConfig(
  input: string | object,
  { source = "configuration", known = {} }: ParseOptions = {},
): Config {
  const parsed =
    typeof input === "string"
      ? parseText(input, source)
      : { value: input, lineOf: () => undefined };
  const result = configSchema.safeParse(parsed.value ?? {});
  const mistakes = result.success
    ? wrongNames(result.data, known)
    : mistakesOf(result.error, parsed.value);
  if (result.success && mistakes.length === 0) return result.data;
  throw configError(source, parsed, mistakes);
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
    value: document.toJS(),
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

function configError(source: string, parsed: Parsed, mistakes: readonly Mistake[]): UserError {
  const lines = mistakes.map(({ path }) => parsed.lineOf(path));
  const places = lines.map((line) => (line === undefined ? "" : `line ${line}: `));
  const sentences = mistakes.map(({ sentence }, i) => `${places[i]}${sentence}`);
  const message =
    sentences.length === 1
      ? `${source}${lines[0] === undefined ? ": " : ", "}${sentences[0]}`
      : `${source} has ${sentences.length} mistakes:\n${sentences.map((each) => `  - ${each}`).join("\n")}`;
  return new UserError(message, "`wristill init` writes a complete configuration with comments");
}
