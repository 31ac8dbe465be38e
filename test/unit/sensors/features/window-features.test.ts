import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { WindowedSignal } from "#core/signal";
import { featuresFor, streamFeatures } from "#sensors/features/stream-features";
import { windowFeatures } from "#sensors/features/window-features";
import { expectClose, randomArray } from "#test/support/tensors";

const signal = (
  data: Float32Array,
  length: number,
  channels = ["x", "y", "z"],
): WindowedSignal => ({
  data,
  length,
  channels,
  sampleRate: 50,
  unit: "g",
});

function figure({ names, data }: ReturnType<typeof windowFeatures>, name: string): number {
  expect(names).toContain(name);
  return data[names.indexOf(name)]!;
}

test("three axes give 63 figures, each with a name of its own", () => {
  const { names, data } = windowFeatures(signal(randomArray(2 * 64 * 3, 1), 64));
  expect(names).toHaveLength(63);
  expect(new Set(names).size).toBe(63);
  expect(data).toHaveLength(2 * 63);
  expect(names.slice(0, 4)).toEqual(["x mean", "y mean", "z mean", "norm mean"]);
  expect(names.slice(-3)).toEqual(["x y correlation", "x z correlation", "y z correlation"]);
});

test("every feature says what it is", () => {
  expect(new Set(streamFeatures.map(({ name }) => name)).size).toBe(streamFeatures.length);
  for (const { formula, least } of streamFeatures) {
    expect(formula.length).toBeGreaterThan(3);
    expect(least).toBeGreaterThan(1);
  }
});

test.each([2, 3, 4, 6, 9, 17])(
  "windows of %i samples have what they allow, all finite",
  (length) => {
    const { names, data } = windowFeatures(signal(randomArray(length * 3, length), length));
    expect(names).toHaveLength(featuresFor(length).length * 4 + 3);
    expect(data.every(Number.isFinite)).toBe(true);
  },
);

test("one sample is refused", () => {
  expect(() => windowFeatures(signal(new Float32Array(3), 1))).toThrow("at least 2 steps");
});

test("stillness is finite and has neither change nor turns", () => {
  const table = windowFeatures(signal(new Float32Array(64 * 3).fill(0.3), 64));
  expect(table.data.every(Number.isFinite)).toBe(true);
  expect(figure(table, "x sd")).toBe(0);
  expect(figure(table, "x log-change")).toBeCloseTo(Math.log(1e-3), 6);
  expect(figure(table, "norm turns")).toBe(0);
});

test("a sine shows its period: halves against, wholes with", () => {
  const sine = Float32Array.from({ length: 128 }, (_, t) => Math.sin((2 * Math.PI * t) / 16));
  const table = windowFeatures(signal(sine, 128, ["c"]));
  expect(figure(table, "c autocorrelation-8")).toBeCloseTo(-1, 2);
  expect(figure(table, "c autocorrelation-16")).toBeCloseTo(1, 2);
  expect(figure(table, "c turns")).toBeCloseTo(2 / 16, 1);
});

describe("laws", () => {
  const windows = fc
    .array(fc.integer({ min: -4000, max: 4000 }), { minLength: 60, maxLength: 60 })
    .map((values) => Float32Array.from(values, (v) => v / 1024)); // exact in single precision

  test("a shift moves means and extremes alone", () => {
    fc.assert(
      fc.property(windows, fc.integer({ min: -8, max: 8 }), (data, shift) => {
        const before = windowFeatures(signal(data, 20, ["a", "b", "c"]));
        const moved = windowFeatures(
          signal(
            data.map((x) => x + shift),
            20,
            ["a", "b", "c"],
          ),
        );
        const expected = before.data.map((value, i) =>
          /mean|min|max/.test(before.names[i]!) ? value + shift : value,
        );
        expectClose(moved.data, expected, { absolute: 1e-5, relative: 1e-5 });
      }),
    );
  });

  test("windows do not know of each other", () => {
    fc.assert(
      fc.property(windows, windows, (a, b) => {
        const both = windowFeatures(signal(Float32Array.of(...a, ...b), 20));
        const alone = [a, b].flatMap((data) => [...windowFeatures(signal(data, 20)).data]);
        expect([...both.data]).toEqual(alone);
      }),
    );
  });
});
