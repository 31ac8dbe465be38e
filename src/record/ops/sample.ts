/** @file Shorthands for an op's samples. */
import type { DrawSize, OpSample } from "#record/op";

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

export type Settings = Pick<OpSample, "batch" | "differentiable" | "range">;
type Drawn = Pick<OpSample, "shapes" | "run">;

/** A sample that `make` gives for any sizes: once for typical ones, and for those that the suite draws. */
export function varied(
  name: string,
  make: (size: DrawSize) => Drawn,
  settings: Settings = {},
): OpSample {
  let draws = 0;
  const typical: DrawSize = (low, high) => Math.min(high, low + 1 + (draws++ % 3));
  return { name, ...make(typical), vary: make, ...settings };
}

/** A shape of `low` to `high` axes, each of 1 to 5 elements. */
export function drawShape(size: DrawSize, low: number, high: number): number[] {
  return Array.from({ length: size(low, high) }, () => size(1, 5));
}

/** A sample whose arguments, `count` of them, have one shape of any rank, the first axis being a batch. */
export function anyShape(
  name: string,
  count: number,
  run: OpSample["run"],
  settings: Settings = {},
): OpSample {
  const make = (size: DrawSize) => {
    const shape = drawShape(size, 1, 4);
    return { shapes: new Array<number[]>(count).fill(shape), run };
  };
  return varied(name, make, { batch: [...new Array(count).keys()], ...settings });
}
