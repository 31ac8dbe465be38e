/**
 * @file An LSTM: states of 8 bits, sums before the gates with 12 bits behind the point, a cell of 16 bits with 11.
 * Gates read their curve from a table, straight between its points.
 */

import { clamp, type FixedPoint, rescale } from "#export/integer/fixed-point";
import type { IntegerTensor } from "#export/integer/network";
import { defineStep, type StepKind } from "#export/integer/step";

export interface LstmStep {
  readonly kind: "lstm";
  readonly name: string;
  /** `[time, input]` */
  readonly input: IntegerTensor;
  /** `[time, unit]` */
  readonly output: IntegerTensor;
  readonly time: number;
  readonly inputs: number;
  readonly units: number;
  readonly backwards: boolean;
  /** Rows of gates i, o, f, c: `[4 · unit, input]` and `[4 · unit, unit]`. */
  readonly weights: Int8Array;
  readonly states: Int8Array;
  /** In 4096ths. */
  readonly bias: Int32Array;
  /** From the sums over input and state to 4096ths, by row. */
  readonly inputFixed: readonly FixedPoint[];
  readonly stateFixed: readonly FixedPoint[];
  /** 257 points from −8 to 8, in 32768ths. */
  readonly gate: Int16Array;
  readonly tanh: Int16Array;
  /** From the product of gate and tanh to the output's grid. */
  readonly fixed: FixedPoint;
}

export const lstm: StepKind<LstmStep> = defineStep<LstmStep>({
  kind: "lstm",
  run(step, memory) {
    const [x, y] = [memory(step.input), memory(step.output)];
    const { time, inputs, units, output } = step;
    const cell = new Int16Array(units);
    for (let t = 0; t < time; t++) {
      const at = step.backwards ? time - 1 - t : t;
      const before = t === 0 ? undefined : y.subarray((step.backwards ? at + 1 : at - 1) * units);
      const now = x.subarray(at * inputs);
      for (let u = 0; u < units; u++) {
        const [i, o, f] = [0, 1, 2].map((g) =>
          curve(step.gate, sumOf(step, now, before, g * units + u)),
        );
        const candidate = curve(step.tanh, sumOf(step, now, before, 3 * units + u));
        const kept = (f! * cell[u]! + 16384) >> 15;
        cell[u] = clamp(kept + ((i! * candidate + 262144) >> 19), -32768, 32767);
        const shown = o! * curve(step.tanh, clamp(cell[u]! * 2, -32768, 32767));
        y[at * units + u] = clamp(rescale(shown, step.fixed) + output.zeroPoint, -128, 127);
      }
    }
  },
  kernel: `static int32_t down(int32_t value, int shift)
{
    return value >= 0 ? value >> shift : ~(~value >> shift);
}

static int32_t limited(int32_t value)
{
    return value < -32768 ? -32768 : value > 32767 ? 32767 : value;
}

static int32_t curve(const int16_t *points, int32_t x)
{
    const int32_t place = x + 32768, left = points[place >> 8], right = points[(place >> 8) + 1];
    return left + down((right - left) * (place & 255) + 128, 8);
}

static void lstm(const int8_t *x, int8_t *y, const int32_t *size, const int8_t *weights, const int8_t *states,
                 const int32_t *bias, const int32_t *multipliers, const uint8_t *shifts, const int16_t *gate,
                 const int16_t *tanh_points, int16_t *cell)
{
    const int32_t time = size[0], inputs = size[1], units = size[2], rows = 4 * units;
    int32_t t, u, g, i;
    for (u = 0; u < units; u++) cell[u] = 0;
    for (t = 0; t < time; t++) {
        const int32_t at = size[3] ? time - 1 - t : t;
        const int8_t *now = x + at * inputs;
        const int8_t *before = y + (size[3] ? at + 1 : at - 1) * units;
        for (u = 0; u < units; u++) {
            int32_t sums[4], c;
            for (g = 0; g < 4; g++) {
                const int32_t row = g * units + u;
                int32_t sum = 0, state = 0;
                for (i = 0; i < inputs; i++) sum += (now[i] - size[4]) * weights[row * inputs + i];
                for (i = 0; i < units && t > 0; i++) state += (before[i] - size[5]) * states[row * units + i];
                sums[g] = limited(bias[row] + rescale(sum, multipliers[row], shifts[row]) +
                                  rescale(state, multipliers[rows + row], shifts[rows + row]));
            }
            c = down(curve(gate, sums[2]) * cell[u] + 16384, 15) +
                down(curve(gate, sums[0]) * curve(tanh_points, sums[3]) + 262144, 19);
            cell[u] = (int16_t)limited(c);
            c = curve(gate, sums[1]) * curve(tanh_points, limited(cell[u] * 2));
            y[at * units + u] = clamp(rescale(c, size[6], (int)size[7]) + size[5], -128, 127);
        }
    }
}
`,
  call(step, c) {
    const fixed = [...step.inputFixed, ...step.stateFixed];
    return [
      c.at(step.input),
      c.at(step.output),
      c.array("int32_t", "size", [
        ...[step.time, step.inputs, step.units, step.backwards ? 1 : 0],
        ...[step.input.zeroPoint, step.output.zeroPoint, step.fixed.multiplier, step.fixed.shift],
      ]),
      c.array("int8_t", "weights", step.weights),
      c.array("int8_t", "states", step.states),
      c.array("int32_t", "bias", step.bias),
      c.array(
        "int32_t",
        "multipliers",
        fixed.map(({ multiplier }) => multiplier),
      ),
      c.array(
        "uint8_t",
        "shifts",
        fixed.map(({ shift }) => shift),
      ),
      c.array("int16_t", "gate", step.gate),
      c.array("int16_t", "tanh", step.tanh),
      c.scratch("int16_t", "cell", step.units),
    ];
  },
});

/** What a gate sees, in 4096ths. */
function sumOf(step: LstmStep, now: Int8Array, before: Int8Array | undefined, row: number): number {
  const { inputs, units, weights, states } = step;
  let [sum, state] = [0, 0];
  for (let i = 0; i < inputs; i++)
    sum += (now[i]! - step.input.zeroPoint) * weights[row * inputs + i]!;
  for (let i = 0; i < units && before; i++)
    state += (before[i]! - step.output.zeroPoint) * states[row * units + i]!;
  const seen = rescale(sum, step.inputFixed[row]!) + rescale(state, step.stateFixed[row]!);
  return clamp(step.bias[row]! + seen, -32768, 32767);
}

/** Between two points of the table. */
function curve(points: Int16Array, x: number): number {
  const place = x + 32768;
  const [left, right] = [points[place >> 8]!, points[(place >> 8) + 1]!];
  return left + (((right - left) * (place & 255) + 128) >> 8);
}
