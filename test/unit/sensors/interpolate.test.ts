import fc from "fast-check";
import { expect, test } from "vitest";
import { interpolate, wholeGrid } from "#sensors/interpolate";
import { rampSignal } from "./samples.ts";

test("halfway positions are means of their neighbours", () => {
  const out = new Float32Array(3);
  interpolate(Float32Array.of(0, 10, 20), 1, { start: 0.5, step: 0.75, steps: 3 }, out);
  expect([...out]).toEqual([5, 12.5, 20]);
});

test("a stretched ramp stays a ramp with the same ends", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 50 }),
      fc.integer({ min: 2, max: 90 }),
      (length, steps) => {
        const out = new Float32Array(steps);
        const { data } = rampSignal(length, ["x"]);
        interpolate(data, 1, wholeGrid(length, steps), out);
        expect(out[0]).toBe(0);
        expect(out[steps - 1]).toBeCloseTo(length - 1, 4);
        for (let i = 0; i < steps; i++)
          expect(out[i]).toBeCloseTo((i * (length - 1)) / (steps - 1), 4);
      },
    ),
  );
});

test("the same number of steps copies", () => {
  const { data } = rampSignal(7, ["x", "y"]);
  const out = new Float32Array(14);
  interpolate(data, 2, wholeGrid(7, 7), out);
  expect(out).toEqual(data);
});

test("channels can be written side by side", () => {
  const out = new Float32Array(6);
  interpolate(Float32Array.of(1, 2, 3), 1, wholeGrid(3, 3), out, 1, 2);
  expect([...out]).toEqual([0, 1, 0, 2, 0, 3]);
});
