import { expect, test } from "vitest";
import { SpectrumSum } from "#sensors/inspect/spectrum-sum";

/** `[time, 3]`: a sine with an offset, a chirp, a sequence without order. */
const signal = Float32Array.from({ length: 1200 }, (_, i) => {
  const t = Math.floor(i / 3);
  if (i % 3 === 0) return Math.sin((2 * Math.PI * 5 * t) / 50) + 0.5;
  return i % 3 === 1 ? 0.3 * Math.cos(0.001 * t * t) : ((t * 7919) % 101) / 101;
});

/** SciPy 1.x: welch(x, 50, "hann", 128, 64) and, of the first 100 rows, welch(…, 50, "hann", 100, 0, nfft=128). */
const bins = [0, 1, 5, 13, 20];
const whole = [
  [0.00019061, 0.00134323, 5.09995e-5],
  [9.19903e-5, 0.00322274, 0.000141506],
  [1.3803e-7, 0.0108527, 0.000571808],
  [0.810315, 0.0109511, 0.000309468],
  [2.2293e-7, 5.20582e-8, 0.00166399],
];
const short = [
  [0, 0.00796118, 4.88057e-5],
  [1.19332e-7, 0.0361655, 0.000101179],
  [1.37442e-7, 0.000638185, 0.00134164],
  [0.645992, 3.67269e-8, 0.00031702],
  [1.90239e-6, 2.16817e-10, 0.00156648],
];

test.each([
  ["a long stretch", 400, whole],
  ["a stretch shorter than a segment", 100, short],
])("%s has SciPy's density", (_, end, expected) => {
  const sum = new SpectrumSum(3, 50);
  sum.add(signal, 0, end);
  expect(sum.frequencies).toHaveLength(65);
  expect(sum.frequencies[13]).toBeCloseTo(5.078125, 9);
  const power = sum.power()!;
  bins.forEach((bin, i) => {
    expected[i]!.forEach((value, channel) => {
      expect(Math.abs(power[bin]![channel]! - value)).toBeLessThan(1e-5 * value + 1e-11);
    });
  });
});

test("stretches are averaged, and one of a few steps says nothing", () => {
  const sum = new SpectrumSum(3, 50);
  sum.add(signal, 0, 7);
  expect(sum.power()).toBeNull();
  sum.add(signal, 0, 128);
  const once = sum.power()!;
  sum.add(signal, 0, 128);
  expect(sum.power()).toEqual(once);
});

test("rates from 1 Hz to 2 kHz have segments of a few seconds", () => {
  for (const rate of [1, 10, 50, 160, 250, 2000]) {
    const { frequencies } = new SpectrumSum(1, rate);
    expect(frequencies.at(-1)).toBe(rate / 2);
    if (rate >= 10) expect(frequencies[1]).toBeGreaterThan(0.25);
    if (rate >= 10) expect(frequencies[1]).toBeLessThan(0.65);
  }
});
