/** @file Products of two activations as matrices. */

import { clamp, type FixedPoint, rescale } from "#export/integer/fixed-point";
import type { IntegerTensor } from "#export/integer/network";
import { defineStep, type StepKind } from "#export/integer/step";

export interface ProductStep {
  readonly kind: "product";
  readonly name: string;
  /** `[matrix, row, inner]` */
  readonly input: IntegerTensor;
  /** `[matrix, inner, column]` */
  readonly other: IntegerTensor;
  readonly output: IntegerTensor;
  readonly sizes: readonly [matrices: number, rows: number, inner: number, columns: number];
  readonly fixed: FixedPoint;
}

export const product: StepKind<ProductStep> = defineStep<ProductStep>({
  kind: "product",
  run({ input, other, output, sizes: [matrices, rows, inner, columns], fixed }, memory) {
    const [a, b, y] = [memory(input), memory(other), memory(output)];
    let at = 0;
    for (let m = 0; m < matrices; m++)
      for (let row = 0; row < rows; row++)
        for (let column = 0; column < columns; column++) {
          let sum = 0;
          for (let i = 0; i < inner; i++) {
            const u = a[(m * rows + row) * inner + i]! - input.zeroPoint;
            sum += u * (b[(m * inner + i) * columns + column]! - other.zeroPoint);
          }
          y[at++] = clamp(rescale(sum, fixed) + output.zeroPoint, -128, 127);
        }
  },
  kernel: `static void product(const int8_t *a, const int8_t *b, int8_t *y, const int32_t *size)
{
    const int32_t rows = size[1], inner = size[2], columns = size[3];
    int32_t m, row, column, i;
    for (m = 0; m < size[0]; m++, a += rows * inner, b += inner * columns)
        for (row = 0; row < rows; row++)
            for (column = 0; column < columns; column++) {
                int32_t sum = 0;
                for (i = 0; i < inner; i++)
                    sum += (a[row * inner + i] - size[4]) * (b[i * columns + column] - size[5]);
                *y++ = clamp(rescale(sum, size[7], (int)size[8]) + size[6], -128, 127);
            }
}
`,
  call: ({ input, other, output, sizes, fixed }, c) => [
    c.at(input),
    c.at(other),
    c.at(output),
    c.array("int32_t", "size", [
      ...[...sizes, input.zeroPoint, other.zeroPoint, output.zeroPoint],
      ...[fixed.multiplier, fixed.shift],
    ]),
  ],
});
