/** @file The largest number or the mean of a sliding window, channels last. */

import { clamp, type FixedPoint, rescale } from "#export/integer/fixed-point";
import type { IntegerTensor } from "#export/integer/network";
import { defineStep, type StepKind } from "#export/integer/step";

export interface PoolStep {
  readonly kind: "pool";
  readonly name: string;
  readonly what: "max" | "mean";
  readonly input: IntegerTensor;
  readonly output: IntegerTensor;
  readonly from: readonly [height: number, width: number, channels: number];
  readonly to: readonly [height: number, width: number, channels: number];
  readonly window: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly before: readonly [number, number];
  /** From the sum of a window to the output's grid; unused for the largest. */
  readonly fixed: FixedPoint;
}

export const pool: StepKind<PoolStep> = defineStep<PoolStep>({
  kind: "pool",
  run(step, memory) {
    const [x, y] = [memory(step.input), memory(step.output)];
    const [height, width, channels] = step.to;
    let at = 0;
    for (let row = 0; row < height; row++)
      for (let column = 0; column < width; column++)
        for (let c = 0; c < channels; c++) y[at++] = pooled(step, seenBy(step, x, row, column, c));
  },
  kernel: `static void pool(const int8_t *x, int8_t *y, const int32_t *size)
{
    int32_t row, column, c, i, j;
    for (row = 0; row < size[3]; row++)
        for (column = 0; column < size[4]; column++)
            for (c = 0; c < size[2]; c++) {
                int32_t largest = -128, sum = 0;
                for (i = 0; i < size[5]; i++)
                    for (j = 0; j < size[6]; j++) {
                        const int32_t at_y = row * size[7] - size[9] + i, at_x = column * size[8] - size[10] + j;
                        int32_t v;
                        if (at_y < 0 || at_y >= size[0] || at_x < 0 || at_x >= size[1]) continue;
                        v = x[(at_y * size[1] + at_x) * size[2] + c];
                        largest = v > largest ? v : largest;
                        sum += v - size[11];
                    }
                *y++ = size[15] ? (int8_t)largest
                                : clamp(rescale(sum, size[13], (int)size[14]) + size[12], -128, 127);
            }
}
`,
  call: (step, c) => [
    c.at(step.input),
    c.at(step.output),
    c.array("int32_t", "size", [
      ...[...step.from, step.to[0], step.to[1], ...step.window, ...step.strides, ...step.before],
      ...[step.input.zeroPoint, step.output.zeroPoint, step.fixed.multiplier, step.fixed.shift],
      step.what === "max" ? 1 : 0,
    ]),
  ],
});

function pooled({ what, input, output, fixed }: PoolStep, seen: readonly number[]): number {
  if (what === "max") return Math.max(...seen);
  const sum = seen.reduce((total, v) => total + v - input.zeroPoint, 0);
  return clamp(rescale(sum, fixed) + output.zeroPoint, -128, 127);
}

function seenBy(step: PoolStep, x: Int8Array, row: number, column: number, c: number): number[] {
  const [height, width, channels] = step.from;
  const seen: number[] = [];
  for (let i = 0; i < step.window[0]; i++)
    for (let j = 0; j < step.window[1]; j++) {
      const atY = row * step.strides[0] - step.before[0] + i;
      const atX = column * step.strides[1] - step.before[1] + j;
      if (atY < 0 || atY >= height || atX < 0 || atX >= width) continue;
      seen.push(x[(atY * width + atX) * channels + c]!);
    }
  return seen;
}
