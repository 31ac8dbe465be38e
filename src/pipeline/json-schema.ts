/** @file The configuration's JSON schema, for editors and for looking keys up. */
import { z } from "zod";
import { configSchema } from "./config-schema.ts";

/** The part of JSON schema that describes a configuration. */
export interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly description?: string;
}

/** What a person may write (before defaults), as JSON schema 2020-12. */
export function configJsonSchema(): JsonSchema {
  const { $schema, ...rest } = z.toJSONSchema(configSchema, { io: "input" });
  return { $schema, title: "wristill configuration", ...rest } as JsonSchema;
}
