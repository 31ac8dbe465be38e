/** @file Shares of one along the last axis, from a table of exponentials. */

import { clamp } from "#export/integer/fixed-point";
import type { IntegerTensor } from "#export/integer/network";
import { defineStep, type StepKind } from "#export/integer/step";

export interface SoftmaxStep {
  readonly kind: "softmax";
  readonly name: string;
  readonly input: IntegerTensor;
  /** In 256ths, from −128; of logarithms, on their own grid. */
  readonly output: IntegerTensor;
  readonly rows: number;
  readonly length: number;
  /** exp(−d · scale) in 2^20ths, by steps d below the largest. */
  readonly exponentials: Int32Array;
}

/** What exponentials are told in: e⁰. */
export const unit: number = 2 ** 20;

/** As many units as an int32 can sum. */
export const longestSoftmax = 2047;

export const softmax: StepKind<SoftmaxStep> = defineStep<SoftmaxStep>({
  kind: "softmax",
  run({ input, output, rows, length, exponentials }, memory) {
    const [x, y] = [memory(input), memory(output)];
    for (let row = 0; row < rows; row++) {
      const scores = x.subarray(row * length, (row + 1) * length);
      const largest = Math.max(...scores);
      const shares = [...scores].map((v) => exponentials[largest - v]!);
      const sum = shares.reduce((total, share) => total + share, 0);
      for (const [i, share] of shares.entries()) {
        const part = Math.floor((share * 256 + Math.floor(sum / 2)) / sum);
        y[row * length + i] = clamp(part - 128, -128, 127);
      }
    }
  },
  kernel: `static void softmax(const int8_t *x, int8_t *y, int32_t rows, int32_t length, const int32_t *exponentials)
{
    int32_t row, i;
    for (row = 0; row < rows; row++, x += length) {
        int32_t largest = -128, sum = 0;
        for (i = 0; i < length; i++) largest = x[i] > largest ? x[i] : largest;
        for (i = 0; i < length; i++) sum += exponentials[largest - x[i]];
        for (i = 0; i < length; i++)
            *y++ = clamp((exponentials[largest - x[i]] * 256 + sum / 2) / sum - 128, -128, 127);
    }
}
`,
  call: ({ input, output, rows, length, exponentials }, c) => [
    c.at(input),
    c.at(output),
    rows,
    length,
    c.array("int32_t", "exponentials", exponentials),
  ],
});
