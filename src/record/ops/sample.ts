/** @file Shorthand for an op's sample. */
import type { OpSample } from "#record/op";

/** `differentiable` false: the function has no gradient. */
export function sample(
  name: string,
  shapes: readonly (readonly number[])[],
  run: OpSample["run"],
  range?: readonly [number, number],
  differentiable = true,
): OpSample {
  return { name, shapes, run, differentiable, ...(range && { range }) };
}
