/** @file Sums, means and maxima over whole axes. */

import { clamp, type FixedPoint, rescale } from "#export/integer/fixed-point";
import type { IntegerTensor } from "#export/integer/network";
import { defineStep, type StepKind } from "#export/integer/step";

export interface ReduceStep {
  readonly kind: "reduce";
  readonly name: string;
  /** The largest; else a sum. */
  readonly largest: boolean;
  readonly input: IntegerTensor;
  readonly output: IntegerTensor;
  /** Four axes that stay, outermost first, and four that are summed over. */
  readonly kept: readonly number[];
  readonly keptStrides: readonly number[];
  readonly summed: readonly number[];
  readonly summedStrides: readonly number[];
  /** From the sum to the output's grid. */
  readonly fixed: FixedPoint;
}

export const reduce: StepKind<ReduceStep> = defineStep<ReduceStep>({
  kind: "reduce",
  run(step, memory) {
    const [x, y] = [memory(step.input), memory(step.output)];
    let at = 0;
    walk(step.kept, step.keptStrides, 0, (start) => {
      let [sum, largest] = [0, -128];
      walk(step.summed, step.summedStrides, start, (i) => {
        sum += x[i]! - step.input.zeroPoint;
        largest = Math.max(largest, x[i]!);
      });
      const mean = clamp(rescale(sum, step.fixed) + step.output.zeroPoint, -128, 127);
      y[at++] = step.largest ? largest : mean;
    });
  },
  kernel: `static void reduce(const int8_t *x, int8_t *y, const int32_t *size)
{
    const int32_t *kept = size + 4, *summed = size + 8, *steps = size + 12;
    int32_t a, b, c, d, i, j, k, l;
    for (a = 0; a < size[0]; a++)
        for (b = 0; b < size[1]; b++)
            for (c = 0; c < size[2]; c++)
                for (d = 0; d < size[3]; d++) {
                    const int8_t *v = x + a * kept[0] + b * kept[1] + c * kept[2] + d * kept[3];
                    int32_t largest = -128, sum = 0;
                    for (i = 0; i < summed[0]; i++)
                        for (j = 0; j < summed[1]; j++)
                            for (k = 0; k < summed[2]; k++)
                                for (l = 0; l < summed[3]; l++) {
                                    const int32_t u = v[i * steps[0] + j * steps[1] + k * steps[2] + l * steps[3]];
                                    largest = u > largest ? u : largest;
                                    sum += u - size[16];
                                }
                    *y++ = size[20] ? (int8_t)largest
                                    : clamp(rescale(sum, size[18], (int)size[19]) + size[17], -128, 127);
                }
}
`,
  call: (step, c) => [
    c.at(step.input),
    c.at(step.output),
    c.array("int32_t", "size", [
      ...[...step.kept, ...step.keptStrides, ...step.summed, ...step.summedStrides],
      ...[step.input.zeroPoint, step.output.zeroPoint, step.fixed.multiplier, step.fixed.shift],
      step.largest ? 1 : 0,
    ]),
  ],
});

function walk(
  sizes: readonly number[],
  strides: readonly number[],
  from: number,
  visit: (at: number) => void,
  axis = 0,
): void {
  if (axis === sizes.length) visit(from);
  else
    for (let n = 0; n < sizes[axis]!; n++)
      walk(sizes, strides, from + n * strides[axis]!, visit, axis + 1);
}
