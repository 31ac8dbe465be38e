/** @file Two tensors number by number: sums, differences, products, the larger, the smaller. */

import { clamp, type FixedPoint, rescale } from "#export/integer/fixed-point";
import type { IntegerTensor } from "#export/integer/network";
import { defineStep, type StepKind } from "#export/integer/step";

export interface JoinStep {
  readonly kind: "join";
  readonly name: string;
  readonly what: "add" | "mul" | "max" | "min";
  readonly input: IntegerTensor;
  readonly other: IntegerTensor;
  readonly output: IntegerTensor;
  /** Four axes. */
  readonly sizes: readonly number[];
  /** 0 along axes where the operand is repeated. */
  readonly strides: readonly [readonly number[], readonly number[]];
  /** Both operands in shares of the output's step, below 2^22; unused for products. */
  readonly factors: readonly [number, number];
  /** Bits behind the point of the factors, or of the product. */
  readonly fixed: FixedPoint;
}

export const join: StepKind<JoinStep> = defineStep<JoinStep>({
  kind: "join",
  run(step, memory) {
    const [a, b, y] = [memory(step.input), memory(step.other), memory(step.output)];
    const { sizes, strides, output } = step;
    let at = 0;
    const walk = (axis: number, i: number, j: number) => {
      if (axis === sizes.length)
        y[at++] = clamp(joined(step, a[i]!, b[j]!) + output.zeroPoint, -128, 127);
      else
        for (let n = 0; n < sizes[axis]!; n++)
          walk(axis + 1, i + n * strides[0][axis]!, j + n * strides[1][axis]!);
    };
    walk(0, 0, 0);
  },
  kernel: `static void join(const int8_t *a, const int8_t *b, int8_t *y, const int32_t *size)
{
    const int32_t *from = size + 4, *other = size + 8;
    int32_t i, j, k, l;
    for (i = 0; i < size[0]; i++)
        for (j = 0; j < size[1]; j++)
            for (k = 0; k < size[2]; k++)
                for (l = 0; l < size[3]; l++) {
                    const int32_t u = a[i * from[0] + j * from[1] + k * from[2] + l * from[3]] - size[12];
                    const int32_t v = b[i * other[0] + j * other[1] + k * other[2] + l * other[3]] - size[13];
                    const int32_t p = u * size[15], q = v * size[16];
                    const int32_t sum = size[19] == 0   ? p + q
                                        : size[19] == 1 ? u * v
                                        : size[19] == 2 ? (p > q ? p : q)
                                                        : (p < q ? p : q);
                    *y++ = clamp(rescale(sum, size[17], (int)size[18]) + size[14], -128, 127);
                }
}
`,
  call: (step, c) => [
    c.at(step.input),
    c.at(step.other),
    c.at(step.output),
    c.array("int32_t", "size", [
      ...[...step.sizes, ...step.strides[0], ...step.strides[1]],
      ...[step.input.zeroPoint, step.other.zeroPoint, step.output.zeroPoint, ...step.factors],
      ...[step.fixed.multiplier, step.fixed.shift, ["add", "mul", "max", "min"].indexOf(step.what)],
    ]),
  ],
});

function joined({ what, input, other, factors, fixed }: JoinStep, a: number, b: number): number {
  const [u, v] = [a - input.zeroPoint, b - other.zeroPoint];
  const [p, q] = [u * factors[0], v * factors[1]];
  const sum = { add: p + q, mul: u * v, max: Math.max(p, q), min: Math.min(p, q) }[what];
  return rescale(sum, fixed);
}
