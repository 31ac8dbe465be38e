/** @file Convolution over rows and columns with channels last; a dense layer is one of 1 × 1. */

import { clamp, rescale } from "#export/integer/fixed-point";
import type { IntegerTensor } from "#export/integer/network";
import { defineStep, type StepKind } from "#export/integer/step";

export interface ConvStep {
  readonly kind: "conv";
  readonly name: string;
  /** `[height, width, channel]` */
  readonly input: IntegerTensor;
  readonly output: IntegerTensor;
  readonly from: readonly [height: number, width: number, channels: number];
  readonly to: readonly [height: number, width: number, channels: number];
  readonly kernel: readonly [height: number, width: number];
  readonly strides: readonly [number, number];
  readonly dilations: readonly [number, number];
  /** Rows above and columns left of the input. */
  readonly before: readonly [number, number];
  readonly groups: number;
  /** `[output, kernel height, kernel width, input / groups]` */
  readonly weights: Int8Array;
  readonly weightScales: Float32Array;
  readonly bias: Int32Array;
  readonly multipliers: Int32Array;
  readonly shifts: Uint8Array;
  /** The least and the largest integer that may come out. */
  readonly limits: readonly [number, number];
}

export const conv: StepKind<ConvStep> = defineStep<ConvStep>({
  kind: "conv",
  run(step, memory) {
    const [x, y] = [memory(step.input), memory(step.output)];
    const [height, width, channels] = step.to;
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        for (let o = 0; o < channels; o++) {
          const fixed = { multiplier: step.multipliers[o]!, shift: step.shifts[o]! };
          const value = rescale(sumAt(step, x, row, column, o), fixed) + step.output.zeroPoint;
          y[(row * width + column) * channels + o] = clamp(value, ...step.limits);
        }
      }
    }
  },
  kernel: `static void conv(const int8_t *x, int8_t *y, const int32_t *size, const int8_t *weights,
                 const int32_t *bias, const int32_t *multipliers, const uint8_t *shifts)
{
    const int32_t height = size[0], width = size[1], channels = size[2];
    const int32_t rows = size[3], columns = size[4], outputs = size[5];
    const int32_t taps_y = size[6], taps_x = size[7], inputs = size[14];
    const int32_t per_group = outputs / (channels / inputs);
    int32_t row, column, o, i, j, c;
    for (row = 0; row < rows; row++) {
        for (column = 0; column < columns; column++) {
            const int8_t *w = weights;
            for (o = 0; o < outputs; o++) {
                const int32_t first = o / per_group * inputs;
                int32_t sum = bias[o];
                for (i = 0; i < taps_y; i++) {
                    const int32_t at_y = row * size[8] - size[12] + i * size[10];
                    for (j = 0; j < taps_x; j++, w += inputs) {
                        const int32_t at_x = column * size[9] - size[13] + j * size[11];
                        const int8_t *v;
                        if (at_y < 0 || at_y >= height || at_x < 0 || at_x >= width) continue;
                        v = x + (at_y * width + at_x) * channels + first;
                        for (c = 0; c < inputs; c++) sum += (v[c] - size[15]) * w[c];
                    }
                }
                *y++ = clamp(rescale(sum, multipliers[o], shifts[o]) + size[16], size[17], size[18]);
            }
        }
    }
}
`,
  call(step, c) {
    const inputs = step.from[2] / step.groups;
    const size = [
      ...[...step.from, ...step.to, ...step.kernel, ...step.strides, ...step.dilations],
      ...[...step.before, inputs, step.input.zeroPoint, step.output.zeroPoint, ...step.limits],
    ];
    return [
      c.at(step.input),
      c.at(step.output),
      c.array("int32_t", "size", size),
      c.array("int8_t", "weights", step.weights),
      c.array("int32_t", "bias", step.bias),
      c.array("int32_t", "multipliers", step.multipliers),
      c.array("uint8_t", "shifts", step.shifts),
    ];
  },
});

/** The sum of one output; what lies outside of the input is its zero point, and adds nothing. */
function sumAt(step: ConvStep, x: Int8Array, row: number, column: number, o: number): number {
  const [height, width, channels] = step.from;
  const [tapsY, tapsX] = step.kernel;
  const inputs = channels / step.groups;
  const first = Math.floor(o / (step.to[2] / step.groups)) * inputs;
  const { zeroPoint } = step.input;
  let sum = step.bias[o]!;
  for (let i = 0; i < tapsY; i++) {
    const atY = row * step.strides[0] - step.before[0] + i * step.dilations[0];
    if (atY < 0 || atY >= height) continue;
    for (let j = 0; j < tapsX; j++) {
      const atX = column * step.strides[1] - step.before[1] + j * step.dilations[1];
      if (atX < 0 || atX >= width) continue;
      const [v, w] = [
        (atY * width + atX) * channels + first,
        ((o * tapsY + i) * tapsX + j) * inputs,
      ];
      for (let c = 0; c < inputs; c++) sum += (x[v + c]! - zeroPoint) * step.weights[w + c]!;
    }
  }
  return sum;
}
