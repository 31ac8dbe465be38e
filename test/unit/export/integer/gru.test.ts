/** @file A GRU in integers beside its equations in doubles. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { Random } from "#core/random";
import type { GatedRecurrent, Program } from "#export/device/program";
import { realsOf, roundWindow, runIntegers } from "#export/integer/run-network";
import { toIntegers } from "#export/integer/to-integers";

type Sizes = Pick<GatedRecurrent, "units" | "backwards" | "resetAfter" | "gate"> & {
  readonly time: number;
  readonly inputs: number;
};

function layerOf({ time, inputs, ...sizes }: Sizes, random: Random): GatedRecurrent {
  const numbers = (count: number, size: number) =>
    Float32Array.from({ length: count }, () => random.between(-size, size));
  const { units } = sizes;
  return {
    kind: "gru",
    name: "gru",
    ...sizes,
    input: { name: "x", shape: [time, 1, inputs] },
    output: { name: "y", shape: [time, 1, units] },
    weight: numbers(3 * units * inputs, 1),
    state: numbers(3 * units * units, 1 / Math.sqrt(units)),
    bias: numbers(3 * units, 1),
    stateBias: numbers(3 * units, 1),
  };
}

/** Cho et al. 2014, equations 5 to 8, as ONNX has them; `[time, unit]`. */
function equations(layer: GatedRecurrent, x: Float32Array): number[] {
  const { units, weight, state: recurrent, bias, stateBias, backwards, resetAfter } = layer;
  const [time, , inputs] = layer.input.shape as [number, number, number];
  const open = (v: number) =>
    layer.gate === "Sigmoid" ? 1 / (1 + Math.exp(-v)) : Math.min(1, Math.max(0, 0.2 * v + 0.5));
  const rows: number[][] = [];
  let h: number[] = Array(units).fill(0);
  for (let t = 0; t < time; t++) {
    const at = backwards ? time - 1 - t : t;
    const row = (weights: Float32Array, r: number, v: ArrayLike<number>, size: number) =>
      Array.from({ length: size }, (_, i) => weights[r * size + i]! * v[i]!).reduce(
        (a, b) => a + b,
      );
    const now = x.subarray(at * inputs, (at + 1) * inputs);
    const seen = (r: number) => row(weight, r, now, inputs) + bias[r]!;
    const told = (r: number, v: readonly number[]) => row(recurrent, r, v, units) + stateBias[r]!;
    const before = h;
    const gate = (r: number) => open(seen(r) + told(r, before));
    const kept = before.map((v, u) => v * gate(units + u));
    h = before.map((v, u) => {
      const r = 2 * units + u;
      const read = resetAfter ? gate(units + u) * told(r, before) : told(r, kept);
      return gate(u) * v + (1 - gate(u)) * Math.tanh(seen(r) + read);
    });
    rows[at] = h;
  }
  return rows.flat();
}

/** The layer in integers, with ranges that hold everything. */
function inIntegers(layer: GatedRecurrent, x: Float32Array): Float32Array {
  const { input, output } = layer;
  const program: Program = {
    ...{ name: "one layer", inputs: [input], layers: [layer], metadata: new Map() },
    outputs: [{ name: "y", tensor: output }],
    names: new Map([
      [input, "x"],
      [output, "y"],
    ]),
  };
  const ranges = new Map(["x", "y"].map((name) => [name, { low: -1, high: 1 }]));
  const network = toIntegers(program, ranges);
  const window = roundWindow(network.inputs[0]!, x);
  return realsOf(network.outputs[0]!.tensor, runIntegers(network, { x: window }).y!);
}

const sizes: fc.Arbitrary<Sizes> = fc.record({
  units: fc.integer({ min: 1, max: 12 }),
  time: fc.integer({ min: 1, max: 12 }),
  inputs: fc.integer({ min: 1, max: 6 }),
  backwards: fc.boolean(),
  resetAfter: fc.boolean(),
  gate: fc.constantFrom("Sigmoid" as const, "HardSigmoid" as const),
});

test("integers follow the equations, whatever the form", () => {
  fc.assert(
    fc.property(sizes, fc.nat(), (form, seed) => {
      const random = new Random(seed);
      const layer = layerOf(form, random);
      const x = Float32Array.from({ length: form.time * form.inputs }, () => random.between(-1, 1));
      const expected = equations(layer, x);
      const apart = inIntegers(layer, x).map((v, i) => Math.abs(v - expected[i]!));
      expect(Math.max(...apart)).toBeLessThan(0.07);
    }),
    { numRuns: 60 },
  );
});

test("a state that moves by less than a step of 8 bits at a time still arrives", () => {
  const form = {
    units: 1,
    inputs: 1,
    backwards: false,
    resetAfter: false,
    gate: "Sigmoid",
  } as const;
  const layer: GatedRecurrent = {
    ...layerOf({ ...form, time: 600 }, new Random(1)),
    weight: Float32Array.of(0, 0, 1),
    state: new Float32Array(3),
    bias: Float32Array.of(6, 0, 0), // the gate lets a 400th through
    stateBias: new Float32Array(3),
  };
  const x = new Float32Array(600).fill(1);
  const end = inIntegers(layer, x).at(-1)!;
  expect(equations(layer, x).at(-1)).toBeCloseTo(0.59, 2);
  expect(end).toBeCloseTo(0.59, 2);
});
