/** @file Sizes after a window slides over an input: convolutions and pools. */
import type { Attributes, Dim } from "#graph/graph";

/**
 * The output of a window over `input` `[batch, channel, ...sizes]`, or what is wrong with the attributes.
 * A size that is symbolic stays unknown.
 */
export function windowShape(
  input: readonly Dim[],
  kernel: readonly number[],
  attributes: Attributes,
): readonly (number | undefined)[] | string {
  const spatial = input.slice(2);
  const list = (name: string, fallback: number, length = spatial.length) =>
    (attributes[name] as readonly number[] | undefined) ?? Array<number>(length).fill(fallback);
  const strides = list("strides", 1);
  const dilations = list("dilations", 1);
  const pads = list("pads", 0, 2 * spatial.length);
  const padding = attributes.auto_pad ?? "NOTSET";
  const problem = attributeProblem(spatial.length, { kernel, strides, dilations, pads, padding });
  if (problem !== undefined) return problem;
  const sizes = spatial.map((size, i) => {
    if (typeof size !== "number") return undefined;
    if (padding === "SAME_UPPER" || padding === "SAME_LOWER") return Math.ceil(size / strides[i]!);
    const reach = dilations[i]! * (kernel[i]! - 1) + 1;
    const around = padding === "VALID" ? 0 : pads[i]! + pads[i + spatial.length]!;
    const room = size + around - reach;
    if (attributes.ceil_mode !== 1) return Math.floor(room / strides[i]!) + 1;
    const count = Math.ceil(room / strides[i]!) + 1;
    const isOutside = (count - 1) * strides[i]! >= size + (padding === "VALID" ? 0 : pads[i]!);
    return isOutside ? undefined : count; // whether a window that begins behind its input counts, versions differ
  });
  return sizes.some((size) => size !== undefined && size < 1)
    ? "its window is wider than its input"
    : sizes;
}

interface WindowAttributes {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly pads: readonly number[];
  readonly padding: unknown;
}

function attributeProblem(axes: number, it: WindowAttributes): string | undefined {
  for (const name of ["kernel", "strides", "dilations"] as const) {
    if (it[name].length !== axes || it[name].some((n) => n < 1))
      return `${name} [${it[name]}] must be ${axes} numbers above 0`;
  }
  if (it.pads.length !== 2 * axes || it.pads.some((n) => n < 0))
    return `pads [${it.pads}] must be ${2 * axes} numbers of 0 or more`;
  const known = ["NOTSET", "SAME_UPPER", "SAME_LOWER", "VALID"];
  return known.includes(String(it.padding))
    ? undefined
    : `auto_pad must be one of ${known.join(", ")}`;
}
