/** @file Factors and sums that are constant: the layer Rescaling, which never trains. */
import type { LayerName } from "#export/formats/tfjs/layers/layer-list";
import type { Lowered } from "./lowered.ts";

/** One number, or one for each place along the last axes. */
export interface Numbers {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export function one(value: number): Numbers {
  return { shape: [], data: Float32Array.of(value) };
}

export function changed({ shape, data }: Numbers, change: (x: number) => number): Numbers {
  return { shape, data: data.map(change) };
}

/** x · scale + offset */
export function rescale(
  into: Lowered,
  name: string,
  x: LayerName,
  scale: Numbers,
  offset: Numbers,
): LayerName {
  const config = { scale: nested(scale), offset: nested(offset) };
  return into.layers.add("Rescaling", name, [x], config);
}

/** max(x, low), to the bit: sums would lose small numbers beside a large bound. */
export function atLeast(into: Lowered, name: string, x: LayerName, low: Numbers): LayerName {
  return into.layers.add("Maximum", name, [x, constant(into, `${name}_bound`, x, low)], {});
}

/** min(x, high) */
export function atMost(into: Lowered, name: string, x: LayerName, high: Numbers): LayerName {
  return into.layers.add("Minimum", name, [x, constant(into, `${name}_bound`, x, high)], {});
}

/** The same for every window, and as large as x: 0 · x + numbers. */
function constant(into: Lowered, name: string, x: LayerName, numbers: Numbers): LayerName {
  return rescale(into, name, x, one(0), numbers);
}

/** min(max(x, 0), high) */
export function rectified(
  into: Lowered,
  name: string,
  x: LayerName,
  high: number | null = null,
): LayerName {
  return into.layers.add("ReLU", name, [x], { max_value: high });
}

export function negative(numbers: Numbers): Numbers {
  return changed(numbers, (x) => -x);
}

type Nested = number | Nested[];

/** Lists in lists, without axes of 1 in front. */
function nested({ shape, data }: Numbers): Nested {
  const own = shape.slice(shape.findIndex((size) => size > 1));
  const values: Nested[] = Array.from(data, (x) => Number(x.toPrecision(9)));
  if (data.length === 1) return values[0]!;
  return own.reduceRight<Nested[]>(
    (list, size) =>
      Array.from({ length: list.length / size }, (_, i) => list.slice(i * size, (i + 1) * size)),
    values,
  )[0]!;
}
