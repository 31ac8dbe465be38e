/** Rounding as it is trained: the same numbers as the quantizer's, and the slope of the clipped identity. */
import { grads, mul, setBackend, sum, type Tensor, tensor, tensor1d } from "@tensorflow/tfjs";
import { assert, float, property, record, integer as wholeNumber } from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { fakeQuantize, fakeQuantizeWeight } from "#compress/fake-quantize";
import { Random } from "#core/random";
import { blockGrid, stepOf } from "#export/quantize/grids";
import { halfBits } from "#export/quantize/half";
import { activationParams } from "#export/quantize/params";
import { quietTf } from "#record/quiet";

beforeAll(async () => {
  quietTf();
  await setBackend("cpu");
});

const values = (random: Random, size: number, spread = 2) =>
  Float32Array.from({ length: size }, () => spread * random.normal());

describe("activations", () => {
  test("are the integers of the quantizer, times its scale", () => {
    const ranges = record({
      low: float({ min: -8, max: 0, noNaN: true }),
      high: float({ min: Math.fround(0.01), max: 8, noNaN: true }),
      seed: wholeNumber({ min: 1, max: 1000 }),
    });
    assert(
      property(ranges, ({ low, high, seed }) => {
        const x = values(new Random(seed), 64);
        const { scale, zeroPoint } = activationParams({ low, high });
        const y = fakeQuantize(tensor1d(x), tensor1d([low, high])).dataSync();
        for (const [i, real] of x.entries()) {
          const wanted = Math.min(255, Math.max(0, Math.round(real / scale) + zeroPoint));
          const step = y[i]! / scale + zeroPoint;
          expect(Math.abs(step - wanted)).toBeLessThan(1.01); // ties may go either way
          expect(Math.abs(step - Math.round(step))).toBeLessThan(2e-3);
        }
      }),
      { numRuns: 40 },
    );
  });

  test("zero stays zero, also where the range says otherwise", () => {
    for (const range of [
      [0.5, 2],
      [-2, -0.5],
      [0, 0],
    ]) {
      expect(fakeQuantize(tensor1d([0]), tensor1d(range)).dataSync()[0]).toBeCloseTo(0, 12);
    }
  });

  test("slopes are those that finite differences find of the clipped identity", () => {
    const random = new Random(3);
    const [low, high] = [-1, 1.55]; // steps of 0.01: both ends lie on the grid
    const x = values(random, 200).filter(
      (v) => Math.abs(v - low) > 0.01 && Math.abs(v - high) > 0.01,
    );
    const weight = values(random, x.length);
    const clipped = (at: Float32Array, [bottom, top]: readonly [number, number]) =>
      at.reduce((total, v, i) => total + weight[i]! * Math.min(top, Math.max(bottom, v)), 0);
    const [dx, dRange] = grads((a: Tensor, b: Tensor) =>
      sum(mul(fakeQuantize(a, b), tensor1d(weight))),
    )([tensor1d(x), tensor1d([low, high])]);
    const step = 1e-3;
    for (const [i, slope] of dx!.dataSync().entries()) {
      const [up, down] = [step, -step].map((d) => x.map((v, j) => (j === i ? v + d : v)));
      const wanted = (clipped(up!, [low, high]) - clipped(down!, [low, high])) / (2 * step);
      expect(slope).toBeCloseTo(wanted, 2);
    }
    const of = (a: number, b: number) => clipped(x, [low + a, high + b]);
    const wanted = [of(step, 0) - of(-step, 0), of(0, step) - of(0, -step)].map(
      (d) => d / (2 * step),
    );
    for (const [i, slope] of dRange!.dataSync().entries()) expect(slope).toBeCloseTo(wanted[i]!, 2);
  });
});

describe("weights", () => {
  const random = new Random(5);
  const weight = values(random, 6 * 4 * 5);

  test.each([
    [0, [6, 4, 5]],
    [1, [20, 6]],
  ] as const)(
    "one scale per channel along axis %d: the largest lies on the last step",
    (axis, shape) => {
      const y = fakeQuantizeWeight(tensor(weight, [...shape]), { steps: 127, axis }).dataSync();
      for (let c = 0; c < 6; c++) {
        const own = [...weight.keys()].filter((i) =>
          axis === 0 ? Math.floor(i / 20) === c : i % 6 === c,
        );
        const scale = Math.max(...own.map((i) => Math.abs(weight[i]!))) / 127;
        for (const i of own) expect(y[i]).toBeCloseTo(Math.round(weight[i]! / scale) * scale, 5);
      }
    },
  );

  test("blocks of 32 have the scales that the file keeps as float16, the last one shorter", () => {
    const grid = blockGrid(weight, 32, 7);
    const y = fakeQuantizeWeight(tensor(weight, [6, 4, 5]), {
      steps: 7,
      block: 32,
      axis: 0,
    }).dataSync();
    for (const [i, w] of weight.entries()) {
      const stored = halfOf(halfBits(Float32Array.of(grid.scaleOf(i)))[0]!);
      expect(y[i]).toBeCloseTo(stepOf(w, i, grid) * stored, 6);
    }
  });

  test("rounding twice is rounding once", () => {
    const grid = { steps: 7, block: 32, axis: 0 } as const;
    const once = fakeQuantizeWeight(tensor(weight, [120]), grid);
    const twice = fakeQuantizeWeight(once, grid).dataSync();
    for (const [i, w] of once.dataSync().entries()) expect(twice[i]).toBeCloseTo(w, 6);
  });

  test("the slope passes straight through", () => {
    const dy = values(random, 120);
    const [dw] = grads((w: Tensor) =>
      sum(mul(fakeQuantizeWeight(w, { steps: 7, axis: 0 }), tensor(dy, [6, 20]))),
    )([tensor(weight, [6, 20])]);
    expect([...dw!.dataSync()]).toEqual([...dy]);
  });

  test("a channel of zeros stays", () => {
    const zeros = fakeQuantizeWeight(tensor(new Float32Array(8), [2, 4]), { steps: 127, axis: 0 });
    expect([...zeros.dataSync()]).toEqual(new Array(8).fill(0));
  });
});

/** A normal float16 as a number. */
function halfOf(bits: number): number {
  const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023];
  return (1 + fraction / 1024) * 2 ** (exponent - 15);
}
