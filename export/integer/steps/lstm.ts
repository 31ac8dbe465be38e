/** @file An LSTM: states of 8 bits, a cell of 16 bits with 11 behind the point. */

import { clamp, rescale } from "#export/integer/fixed-point";
import { defineStep, type StepKind } from "#export/integer/step";
import {
  curve,
  type GatedStep,
  gatedArguments,
  gatesC,
  limited,
  stepsTaken,
  toldByInput,
  toldByState,
} from "./gates.ts";

/** Rows of gates i, o, f, c. */
export interface LstmStep extends GatedStep {
  readonly kind: "lstm";
}

export const lstm: StepKind<LstmStep> = defineStep<LstmStep>({
  kind: "lstm",
  run(step, memory) {
    const { units, output } = step;
    const cell = new Int16Array(units);
    for (const { now, before, answer } of stepsTaken(step, memory(step.input), memory(output))) {
      for (let u = 0; u < units; u++) {
        const [i, o, f, g] = [0, 1, 2, 3].map((gate) => {
          const row = gate * units + u;
          const sum =
            step.bias[row]! + toldByInput(step, now, row) + toldByState(step, before, row);
          return curve(gate === 3 ? step.tanh : step.gate, sum);
        }) as [number, number, number, number];
        const kept = (f * cell[u]! + 16384) >> 15;
        cell[u] = limited(kept + ((i * g + 262144) >> 19));
        const shown = o * curve(step.tanh, cell[u]! * 2);
        answer[u] = clamp(rescale(shown, step.fixed) + output.zeroPoint, -128, 127);
      }
    }
  },
  helpers: gatesC,
  kernel: `static void lstm(const int8_t *x, int8_t *y, const int32_t *size, const int8_t *weights, const int8_t *states,
                 const int32_t *bias, const int32_t *multipliers, const uint8_t *shifts, const int16_t *gate,
                 const int16_t *tanh_points, int16_t *cell)
{
    const int32_t time = size[0], inputs = size[1], units = size[2], rows = 4 * units;
    int32_t t, u, g;
    for (u = 0; u < units; u++) cell[u] = 0;
    for (t = 0; t < time; t++) {
        const int32_t at = size[3] ? time - 1 - t : t;
        const int32_t known = t > 0 ? units : 0;
        const int8_t *now = x + at * inputs;
        const int8_t *before = y + (t == 0 ? 0 : size[3] ? at + 1 : at - 1) * units;
        for (u = 0; u < units; u++) {
            int32_t sums[4], c;
            for (g = 0; g < 4; g++) {
                const int32_t row = g * units + u;
                sums[g] = bias[row] +
                          told(now, size[4], weights + row * inputs, inputs, multipliers[row], shifts[row]) +
                          told(before, size[5], states + row * units, known, multipliers[rows + row], shifts[rows + row]);
            }
            c = down(curve(gate, sums[2]) * cell[u] + 16384, 15) +
                down(curve(gate, sums[0]) * curve(tanh_points, sums[3]) + 262144, 19);
            cell[u] = (int16_t)limited(c);
            c = curve(gate, sums[1]) * curve(tanh_points, cell[u] * 2);
            y[at * units + u] = clamp(rescale(c, size[6], (int)size[7]) + size[5], -128, 127);
        }
    }
}
`,
  call: (step, c) => [...gatedArguments(step, c), c.scratch("int16_t", "cell", step.units)],
});
