/**
 * @file A GRU: h′ = h̃ + z·(h − h̃) with h̃ = tanh(x + (r·h)·R) or, reset after, tanh(x + r·(h·R + b)). The state is
 * carried in 16 bits with 15 behind the point, so that slow gates move it; products read it in the 8 bits of the output.
 */

import { clamp, rescale } from "#export/integer/fixed-point";
import { defineStep, type StepKind } from "#export/integer/step";
import {
  curve,
  type GatedStep,
  gatedArguments,
  gatesC,
  stepsTaken,
  toldByInput,
  toldByState,
} from "./gates.ts";

/** Rows of gates z, r, h; four biases, the last that of the candidate's product with the state. */
export interface GruStep extends GatedStep {
  readonly kind: "gru";
  /** r is applied to the state's product with its weights, not to the state. */
  readonly resetAfter: boolean;
}

export const gru: StepKind<GruStep> = defineStep<GruStep>({
  kind: "gru",
  run(step, memory) {
    const { units, output, bias, resetAfter, fixed } = step;
    const [state, open, kept] = [
      new Int16Array(units),
      new Int16Array(2 * units),
      new Int8Array(units),
    ];
    const rounded = (real: number) => clamp(rescale(real, fixed) + output.zeroPoint, -128, 127);
    for (const { now, before, answer } of stepsTaken(step, memory(step.input), memory(output))) {
      for (let row = 0; row < 2 * units; row++) {
        const sum = bias[row]! + toldByInput(step, now, row) + toldByState(step, before, row);
        open[row] = curve(step.gate, sum);
      }
      for (let u = 0; u < units; u++)
        kept[u] = rounded((open[units + u]! * state[u]! + 16384) >> 15);
      for (let u = 0; u < units; u++) {
        const row = 2 * units + u;
        const read = bias[row + units]! + toldByState(step, resetAfter ? before : kept, row);
        const reset = resetAfter
          ? rescale(read, { multiplier: open[units + u]!, shift: 15 })
          : read;
        const fresh = curve(step.tanh, bias[row]! + toldByInput(step, now, row) + reset);
        state[u] = fresh + ((open[u]! * (state[u]! - fresh) + 16384) >> 15);
        answer[u] = rounded(state[u]!);
      }
    }
  },
  helpers: gatesC,
  kernel: `static void gru(const int8_t *x, int8_t *y, const int32_t *size, const int8_t *weights, const int8_t *states,
                const int32_t *bias, const int32_t *multipliers, const uint8_t *shifts, const int16_t *gate,
                const int16_t *tanh_points, int16_t *state, int16_t *open, int8_t *kept)
{
    const int32_t time = size[0], inputs = size[1], units = size[2], rows = 3 * units;
    int32_t t, u, row;
    for (u = 0; u < units; u++) state[u] = 0;
    for (t = 0; t < time; t++) {
        const int32_t at = size[3] ? time - 1 - t : t;
        const int32_t known = t > 0 ? units : 0;
        const int8_t *now = x + at * inputs;
        const int8_t *before = y + (t == 0 ? 0 : size[3] ? at + 1 : at - 1) * units;
        for (row = 0; row < 2 * units; row++)
            open[row] = (int16_t)curve(
                gate, bias[row] + told(now, size[4], weights + row * inputs, inputs, multipliers[row], shifts[row]) +
                          told(before, size[5], states + row * units, known, multipliers[rows + row], shifts[rows + row]));
        for (u = 0; u < units; u++)
            kept[u] = clamp(rescale(down(open[units + u] * state[u] + 16384, 15), size[6], (int)size[7]) + size[5],
                            -128, 127);
        for (u = 0, row = 2 * units; u < units; u++, row++) {
            int32_t read = bias[rows + u] + told(size[8] ? before : kept, size[5], states + row * units,
                                                 size[8] ? known : units, multipliers[rows + row],
                                                 shifts[rows + row]);
            int32_t fresh = told(now, size[4], weights + row * inputs, inputs, multipliers[row], shifts[row]);
            if (size[8]) read = rescale(read, open[units + u], 15);
            fresh = curve(tanh_points, bias[row] + fresh + read);
            state[u] = (int16_t)(fresh + down(open[u] * (state[u] - fresh) + 16384, 15));
            y[at * units + u] = clamp(rescale(state[u], size[6], (int)size[7]) + size[5], -128, 127);
        }
    }
}
`,
  call: (step, c) => [
    ...gatedArguments(step, c, [step.resetAfter ? 1 : 0]),
    c.scratch("int16_t", "state", step.units),
    c.scratch("int16_t", "open", 2 * step.units),
    c.scratch("int8_t", "kept", step.units),
  ],
});
