/** What single steps compute; what all of them promise is in test/contracts. */
import { expect, test } from "vitest";
import type { Signal } from "#core/signal";
import { bandPass } from "#sensors/processing/band-pass";
import { fillGaps } from "#sensors/processing/fill-gaps";
import { gravity } from "#sensors/processing/gravity";
import { magnitude } from "#sensors/processing/magnitude";
import { montage } from "#sensors/processing/montage";
import { reference } from "#sensors/processing/reference";
import { rampSignal } from "./samples.ts";

/** A tilted watch that shakes at 4 Hz along x. */
function shaken(): Signal {
  const data = Float32Array.from({ length: 3 * 1000 }, (_, i) => {
    const shake = 0.2 * Math.sin((2 * Math.PI * 4 * Math.floor(i / 3)) / 50);
    return [0.6 + shake, 0, 0.8][i % 3]!;
  });
  return { data, channels: ["x", "y", "z"], sampleRate: 50, unit: "g" };
}

test("gravity and body: the level and the shaking, and together the signal", () => {
  const signal = shaken();
  const both = gravity.apply(signal, { ...gravity.options, form: "zero-phase" });
  expect(both.channels).toEqual([
    "body.x",
    "body.y",
    "body.z",
    "gravity.x",
    "gravity.y",
    "gravity.z",
  ]);
  for (let row = 200; row < 800; row++) {
    const [x, , , gx, gy, gz] = both.data.subarray(6 * row, 6 * row + 6);
    expect(x! + gx!).toBeCloseTo(signal.data[3 * row]!, 5);
    expect(Math.hypot(gx!, gy!, gz!)).toBeCloseTo(1, 2);
  }
  const body = gravity.apply(signal, { ...gravity.options, keep: "body" });
  expect(body.data[3 * 600]).toBeCloseTo(signal.data[3 * 600]! - 0.6, 2);
});

test("magnitude: of every three, beside them or alone", () => {
  const signal = { ...shaken(), data: Float32Array.of(3, 0, 4, 0, -5, 12) };
  const beside = magnitude.apply(signal, { append: true });
  expect(beside.channels).toEqual(["x", "y", "z", "magnitude"]);
  expect([...beside.data]).toEqual([3, 0, 4, 5, 0, -5, 12, 13]);
  expect([...magnitude.apply(signal, { append: false }).data]).toEqual([5, 13]);
  expect(() => magnitude.apply(rampSignal(2, ["x", "y"]), { append: true })).toThrow(/in threes/);
});

test("short gaps become lines, long ones and those at the ends stay", () => {
  const signal = rampSignal(12, ["x"], 10);
  for (const row of [0, 3, 4, 7, 8, 9]) signal.data[row] = Number.NaN;
  const { data } = fillGaps.apply(signal, { longest: 0.2 });
  expect([...data]).toEqual([NaN, 1, 2, 3, 4, 5, 6, NaN, NaN, NaN, 10, 11]);
});

test("a montage by name or by list; an unknown name is answered", () => {
  const signal = rampSignal(2, ["C5", "C3", "C1", "Cz", "C2", "C4", "C6", "Fz"]);
  expect(montage.apply(signal, montage.options).channels).toHaveLength(7);
  expect(montage.apply(signal, { montage: "", electrodes: ["fz", "cz"] }).channels).toEqual([
    "Fz",
    "Cz",
  ]);
  expect(() => montage.apply(signal, { montage: "headfone", electrodes: [] })).toThrow(
    /did you mean "headphone"/,
  );
});

test("a reference by name goes away, the mean leaves all", () => {
  const signal = rampSignal(2, ["C3", "C4", "M1"]);
  expect(reference.apply(signal, { to: ["M1"] }).channels).toEqual(["C3", "C4"]);
  expect(reference.apply(signal, { to: [] }).channels).toHaveLength(3);
});

test("a filter that the sample rate cannot hold says so", () => {
  expect(() => bandPass.apply(rampSignal(9, ["C3"], 60), bandPass.options)).toThrow(/< 30 Hz/);
});
