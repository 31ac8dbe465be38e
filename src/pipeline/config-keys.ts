/** @file The keys that a YAML file knows at a path. */
import type { JsonSchema } from "./json-schema.ts";

/** Known keys at `path`; of alternatives, those of the one that `input` names there. */
export function keysAt(path: readonly PropertyKey[], input: unknown, schema: JsonSchema): string[] {
  let schemas: JsonSchema[] = [schema];
  let value: unknown = input;
  for (const key of path) {
    schemas = alternatives(schemas, value).flatMap((each) => below(each, key) ?? []);
    value = (value as Readonly<Record<PropertyKey, unknown>> | undefined)?.[key];
  }
  const found = alternatives(schemas, value);
  return [...new Set(found.flatMap((each) => Object.keys(each.properties ?? {})))];
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
