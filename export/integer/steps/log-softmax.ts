/**
 * @file Logarithms of shares of one along the last axis: how far each lies below the logarithm of the sum. No rounding
 * makes a smaller score one of the largest, so the most likely class is that of the scores.
 */

import { clamp, type FixedPoint, rescale } from "#export/integer/fixed-point";
import { defineStep, type StepKind } from "#export/integer/step";
import type { SoftmaxStep } from "./softmax.ts";

export interface LogSoftmaxStep extends Omit<SoftmaxStep, "kind"> {
  readonly kind: "logSoftmax";
  /** Sums of exponentials from which on their logarithm is one more step of the output; ascending. */
  readonly sums: Int32Array;
  /** From steps of the input to steps of the output. */
  readonly fixed: FixedPoint;
}

export const logSoftmax: StepKind<LogSoftmaxStep> = defineStep<LogSoftmaxStep>({
  kind: "logSoftmax",
  run({ input, output, rows, length, exponentials, sums, fixed }, memory) {
    const [x, y] = [memory(input), memory(output)];
    for (let row = 0; row < rows; row++) {
      const scores = x.subarray(row * length, (row + 1) * length);
      const largest = Math.max(...scores);
      const sum = scores.reduce((total, v) => total + exponentials[largest - v]!, 0);
      const logarithm = sums.filter((least) => sum >= least).length;
      for (const [i, v] of scores.entries()) {
        const below = v === largest ? 0 : Math.max(1, rescale(largest - v, fixed));
        y[row * length + i] = clamp(output.zeroPoint - below - logarithm, -128, 127);
      }
    }
  },
  kernel: `static void logSoftmax(const int8_t *x, int8_t *y, const int32_t *size, const int32_t *exponentials, const int32_t *sums)
{
    int32_t row, i;
    for (row = 0; row < size[0]; row++, x += size[1]) {
        int32_t largest = -128, sum = 0, logarithm = 0;
        for (i = 0; i < size[1]; i++) largest = x[i] > largest ? x[i] : largest;
        for (i = 0; i < size[1]; i++) sum += exponentials[largest - x[i]];
        while (logarithm < size[2] && sum >= sums[logarithm]) logarithm++;
        for (i = 0; i < size[1]; i++) {
            int32_t below = rescale(largest - x[i], size[4], (int)size[5]);
            below = below < 1 && x[i] < largest ? 1 : below;
            *y++ = clamp(size[3] - below - logarithm, -128, 127);
        }
    }
}
`,
  call: ({ input, output, rows, length, exponentials, sums, fixed }, c) => [
    c.at(input),
    c.at(output),
    c.array("int32_t", "size", [
      ...[rows, length, sums.length, output.zeroPoint],
      ...[fixed.multiplier, fixed.shift],
    ]),
    c.array("int32_t", "exponentials", exponentials),
    c.array("int32_t", "sums", sums),
  ],
});
