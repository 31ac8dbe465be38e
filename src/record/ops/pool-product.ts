/** @file Overlapping means as one matrix product: a pass over the activation for every tap costs more. */
import type { Value } from "#graph/graph";
import { type Emitter, sizes } from "#record/emitter";
import type { Sliding } from "./sliding.ts";

/** Whether the product is cheaper: windows overlap, and are not lost in a long axis. */
export function isProduct({ length, taps, stride }: Sliding): boolean {
  return taps >= 4 && stride < taps && length <= 32 * taps;
}

/** x [outer, time, inner] → [outer, step, inner]: the sum over each step's window, times the step's weight. */
export function windowSums(
  emit: Emitter,
  x: Value,
  sliding: Sliding,
  weight: (step: number) => number,
): Value {
  const { length, steps } = sliding;
  const matrix = new Float32Array(steps * length);
  eachTap(sliding, (step, place) => {
    matrix[step * length + place] = weight(step);
  });
  return product(emit, matrix, [steps, length], x);
}

/** dy [outer, step, inner] → [outer, time, inner]: every input gets the sum over the steps that see it. */
export function spreadOver(emit: Emitter, dy: Value, sliding: Sliding): Value {
  const { length, steps } = sliding;
  const matrix = new Float32Array(length * steps);
  eachTap(sliding, (step, place) => {
    matrix[place * steps + step] = 1;
  });
  return product(emit, matrix, [length, steps], dy);
}

function eachTap(
  { length, taps, stride, dilation, before, steps }: Sliding,
  visit: (step: number, place: number) => void,
): void {
  for (let step = 0; step < steps; step++) {
    for (let tap = 0; tap < taps; tap++) {
      const place = step * stride + tap * dilation - before;
      if (place >= 0 && place < length) visit(step, place);
    }
  }
}

function product(
  emit: Emitter,
  matrix: Float32Array,
  [rows, columns]: readonly [number, number],
  x: Value,
): Value {
  const [outer, , inner] = sizes(x) as readonly [number, number, number];
  return emit.add("MatMul", [emit.constant(matrix, [rows, columns]), x], [outer, rows, inner]);
}
