/** @file Any function of one number: 256 answers. */
import type { IntegerTensor } from "#export/integer/network";
import { defineStep, type StepKind } from "#export/integer/step";

export interface TableStep {
  readonly kind: "table";
  readonly name: string;
  readonly input: IntegerTensor;
  readonly output: IntegerTensor;
  readonly length: number;
  /** By integer + 128. */
  readonly table: Int8Array;
}

export const table: StepKind<TableStep> = defineStep<TableStep>({
  kind: "table",
  run({ input, output, length, table: answers }, memory) {
    const [x, y] = [memory(input), memory(output)];
    for (let i = 0; i < length; i++) y[i] = answers[x[i]! + 128]!;
  },
  kernel: `static void table(const int8_t *x, int8_t *y, int32_t length, const int8_t *answers)
{
    int32_t i;
    for (i = 0; i < length; i++) y[i] = answers[x[i] + 128];
}
`,
  call: ({ input, output, length, table: answers }, c) => [
    c.at(input),
    c.at(output),
    length,
    c.array("int8_t", "answers", answers),
  ],
});
