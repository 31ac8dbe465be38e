/**
 * @file What recurrent steps share: sums before a gate have 12 bits behind the point, its answers 15. Curves are read
 * from a table, straight between its points.
 */
import { clamp, type FixedPoint, rescale } from "#export/integer/fixed-point";
import type { Grid, IntegerTensor } from "#export/integer/network";
import type { CWriter } from "#export/integer/step";

export interface GatedStep {
  readonly name: string;
  /** `[time, input]` */
  readonly input: IntegerTensor;
  /** `[time, unit]` */
  readonly output: IntegerTensor;
  readonly time: number;
  readonly inputs: number;
  readonly units: number;
  readonly backwards: boolean;
  /** `[gate · unit, input]` and `[gate · unit, unit]`. */
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
  /** To the output's grid. */
  readonly fixed: FixedPoint;
}

/** The rows of each step, in the order in which steps are taken; before the first there is none. */
export function* stepsTaken(
  { time, inputs, units, backwards }: GatedStep,
  x: Int8Array,
  y: Int8Array,
) {
  for (let t = 0; t < time; t++) {
    const at = backwards ? time - 1 - t : t;
    const before = (backwards ? at + 1 : at - 1) * units;
    yield {
      now: x.subarray(at * inputs, (at + 1) * inputs),
      before: t > 0 ? y.subarray(before, before + units) : new Int8Array(),
      answer: y.subarray(at * units, (at + 1) * units),
    };
  }
}

/** What the input tells a row, in 4096ths. */
export function toldByInput(step: GatedStep, now: Int8Array, row: number): number {
  const sum = rowSum(now, step.input, step.weights, row * step.inputs);
  return rescale(sum, step.inputFixed[row]!);
}

/** What the state tells a row, in 4096ths. */
export function toldByState(step: GatedStep, state: Int8Array, row: number): number {
  const sum = rowSum(state, step.output, step.states, row * step.units);
  return rescale(sum, step.stateFixed[row]!);
}

function rowSum(v: Int8Array, { zeroPoint }: Grid, weights: Int8Array, from: number): number {
  let sum = 0;
  for (let i = 0; i < v.length; i++) sum += (v[i]! - zeroPoint) * weights[from + i]!;
  return sum;
}

/** To 16 bits. */
export function limited(value: number): number {
  return clamp(value, -32768, 32767);
}

/** Between two points of the table, at `x` in 4096ths. */
export function curve(points: Int16Array, x: number): number {
  const place = limited(x) + 32768;
  const [left, right] = [points[place >> 8]!, points[(place >> 8) + 1]!];
  return left + (((right - left) * (place & 255) + 128) >> 8);
}

/** The same in C99. */
export const gatesC = `static int32_t down(int32_t value, int shift)
{
    return value >= 0 ? value >> shift : ~(~value >> shift);
}

static int32_t limited(int32_t value)
{
    return value < -32768 ? -32768 : value > 32767 ? 32767 : value;
}

static int32_t curve(const int16_t *points, int32_t x)
{
    const int32_t place = limited(x) + 32768, left = points[place >> 8], right = points[(place >> 8) + 1];
    return left + down((right - left) * (place & 255) + 128, 8);
}

static int32_t told(const int8_t *v, int32_t zero, const int8_t *weights, int32_t length, int32_t multiplier,
                    int shift)
{
    int32_t i, sum = 0;
    for (i = 0; i < length; i++) sum += (v[i] - zero) * weights[i];
    return rescale(sum, multiplier, shift);
}
`;

/** What the kernels of all recurrent steps are given. */
export function gatedArguments(step: GatedStep, c: CWriter, more: readonly number[] = []) {
  const fixed = [...step.inputFixed, ...step.stateFixed];
  const multipliers = fixed.map(({ multiplier }) => multiplier);
  const shifts = fixed.map(({ shift }) => shift);
  return [
    c.at(step.input),
    c.at(step.output),
    c.array("int32_t", "size", [
      ...[step.time, step.inputs, step.units, step.backwards ? 1 : 0],
      ...[step.input.zeroPoint, step.output.zeroPoint, step.fixed.multiplier, step.fixed.shift],
      ...more,
    ]),
    c.array("int8_t", "weights", step.weights),
    c.array("int8_t", "states", step.states),
    c.array("int32_t", "bias", step.bias),
    c.array("int32_t", "multipliers", multipliers),
    c.array("uint8_t", "shifts", shifts),
    c.array("int16_t", "gate", step.gate),
    c.array("int16_t", "tanh", step.tanh),
  ];
}
