/** @file JSON schemas of what a person writes, for editors and for looking keys up. */
import { z } from "zod";
import { configSchema } from "./config-schema.ts";
import { descriptionSchema } from "./describe/description-schema.ts";

/** The part of JSON schema that describes such files. */
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

export function configJsonSchema(): JsonSchema {
  return inputSchema("wristill configuration", configSchema);
}

export function descriptionJsonSchema(): JsonSchema {
  return inputSchema("wristill model description", descriptionSchema);
}

/** What a person may write (before defaults), as JSON schema 2020-12. */
function inputSchema(title: string, schema: z.ZodType): JsonSchema {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: "input" });
  return { $schema, title, ...rest } as JsonSchema;
}
