/** @file Elements to other places: transposes, slices, pads, and the parts of a concatenation. */
import type { IntegerTensor } from "#export/integer/network";
import { defineStep, type StepKind } from "#export/integer/step";

export interface MoveStep {
  readonly kind: "move";
  readonly name: string;
  readonly input: IntegerTensor;
  readonly output: IntegerTensor;
  /** How many go along each of five axes. */
  readonly sizes: readonly number[];
  readonly fromStrides: readonly number[];
  readonly toStrides: readonly number[];
  /** The first element's place. */
  readonly from: number;
  readonly to: number;
  /** How many of the output are its zero point before anything is moved; 0 where all of it is written. */
  readonly clear: number;
  /** To the output's grid, by integer + 128. */
  readonly table: Int8Array;
}

export const move: StepKind<MoveStep> = defineStep<MoveStep>({
  kind: "move",
  run({ input, output, sizes, fromStrides: f, toStrides: t, from, to, clear, table }, memory) {
    const [x, y] = [memory(input), memory(output)];
    y.fill(output.zeroPoint, 0, clear);
    const walk = (axis: number, i: number, o: number) => {
      if (axis === sizes.length) y[o] = table[x[i]! + 128]!;
      else
        for (let n = 0; n < sizes[axis]!; n++) walk(axis + 1, i + n * f[axis]!, o + n * t[axis]!);
    };
    walk(0, from, to);
  },
  kernel: `static void move(const int8_t *x, int8_t *y, const int32_t *size, const int8_t *answers)
{
    const int32_t *from = size + 5, *to = size + 10;
    int32_t a, b, c, d, e;
    for (a = 0; a < size[17]; a++) y[a] = (int8_t)size[18];
    x += size[15];
    y += size[16];
    for (a = 0; a < size[0]; a++)
        for (b = 0; b < size[1]; b++)
            for (c = 0; c < size[2]; c++)
                for (d = 0; d < size[3]; d++)
                    for (e = 0; e < size[4]; e++)
                        y[a * to[0] + b * to[1] + c * to[2] + d * to[3] + e * to[4]] =
                            answers[x[a * from[0] + b * from[1] + c * from[2] + d * from[3] + e * from[4]] + 128];
}
`,
  call: (step, c) => [
    c.at(step.input),
    c.at(step.output),
    c.array("int32_t", "size", [
      ...[...step.sizes, ...step.fromStrides, ...step.toStrides],
      ...[step.from, step.to, step.clear, step.output.zeroPoint],
    ]),
    c.array("int8_t", "answers", step.table),
  ],
});
