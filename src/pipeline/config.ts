/** @file YAML → a complete, checked {@link Config}. */
import { checkedYaml } from "./checked-yaml.ts";
import { type KnownEntries, wrongNames } from "./config-names.ts";
import { type Config, configSchema } from "./config-schema.ts";
import { configJsonSchema } from "./json-schema.ts";

export interface ParseOptions {
  /** Where the text comes from, for messages: "run.yaml". */
  readonly source?: string;
  /** What the names in it may be. */
  readonly known?: KnownEntries;
}

/**
 * The configuration in a YAML text (or an already parsed value), with defaults filled in. Throws one
 * {@link UserError} with a sentence for every mistake: line, path, what was expected, what came, the nearest right key.
 */
export function parseConfig(
  input: string | object,
  { source = "configuration", known = {} }: ParseOptions = {},
): Config {
  return checkedYaml(input, {
    ...{ source, schema: configSchema, keys: configJsonSchema, whole: "the configuration" },
    mistakes: (config) => wrongNames(config, known),
    help: "`wristill init` writes a complete configuration with comments",
  });
}
