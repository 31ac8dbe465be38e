/** @file The keys that a configuration knows at a path. */
import { configJsonSchema, type JsonSchema } from "./json-schema.ts";

/** Known keys at `path`; of alternatives, those of the one that `input` names there. */
export function keysAt(path: readonly PropertyKey[], input: unknown): string[] {
  let schemas: JsonSchema[] = [configJsonSchema()];
  let value: unknown = input;
  for (const key of path) {
    schemas = alternatives(schemas, value).flatMap((schema) => below(schema, key) ?? []);
    value = (value as Readonly<Record<PropertyKey, unknown>> | undefined)?.[key];
  }
  const found = alternatives(schemas, value);
  return [...new Set(found.flatMap((schema) => Object.keys(schema.properties ?? {})))];
}

/** The schemas with their alternatives spelled out, without those whose `name` is another one. */
function alternatives(schemas: readonly JsonSchema[], value: unknown): JsonSchema[] {
  const spelled = schemas.flatMap(
    (schema): readonly JsonSchema[] => schema.anyOf ?? schema.oneOf ?? [schema],
  );
  const name = (value as { name?: unknown } | undefined)?.name;
  const named = spelled.filter((schema) => schema.properties?.name?.const === name);
  return named.length > 0 && name !== undefined ? named : [...spelled];
}

function below(schema: JsonSchema, key: PropertyKey): JsonSchema | undefined {
  if (typeof key === "number") return schema.items;
  const { additionalProperties } = schema;
  const rest = typeof additionalProperties === "object" ? additionalProperties : undefined;
  return schema.properties?.[String(key)] ?? rest;
}
