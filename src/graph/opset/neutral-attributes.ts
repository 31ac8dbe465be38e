/** @file Attributes that came later, with the value that says what operators did before. */
import type { Attributes, AttributeValue } from "#graph/graph";

const neutral: Readonly<Record<string, AttributeValue>> = {
  allowzero: 0,
  antialias: 0,
  block_size: 0,
  ceil_mode: 0,
  dilations: 1,
  keep_aspect_ratio_policy: "stretch",
  layout: 0,
  noop_with_empty_axes: 0,
  output_dtype: 0,
  precision: 0,
  reduction: "none",
  round_mode: "up",
  saturate: 1,
  stash_type: 1,
  start: 0,
  training_mode: 0,
};

/** The attributes without those that the operator does not know and that change nothing. */
export function withoutNeutral(
  attributes: Attributes,
  known: ReadonlyMap<string, unknown>,
): Attributes {
  const kept = Object.entries(attributes).filter(
    ([name, value]) => known.has(name) || !says(value, neutral[name]),
  );
  return kept.length === Object.keys(attributes).length ? attributes : Object.fromEntries(kept);
}

function says(value: AttributeValue, wanted: AttributeValue | undefined): boolean {
  if (wanted === undefined) return false;
  if (Array.isArray(value)) return value.every((each) => Number(each) === wanted);
  return typeof wanted === "string" ? value === wanted : Number(value) === wanted;
}
