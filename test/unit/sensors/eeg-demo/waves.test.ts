import { describe, expect, test } from "vitest";
import { Random } from "#core/random";
import { moments, pinkNoise, plateau, rhythm, roughNoise } from "#sensors/eeg-demo/waves";

const rate = 128;
const steps = rate * 400;

function variance(wave: Float32Array): number {
  const mean = wave.reduce((a, b) => a + b) / wave.length;
  return wave.reduce((sum, x) => sum + (x - mean) ** 2, 0) / wave.length;
}

/** Mean power at a frequency (Hz) over pieces of 4 s. */
function power(wave: Float32Array, frequency: number): number {
  const length = 4 * rate;
  let sum = 0;
  for (let start = 0; start + length <= wave.length; start += length) {
    let [re, im] = [0, 0];
    for (let t = 0; t < length; t++) {
      const angle = (2 * Math.PI * frequency * t) / rate;
      const taper = 0.5 - 0.5 * Math.cos((2 * Math.PI * t) / length);
      re += wave[start + t]! * taper * Math.cos(angle);
      im += wave[start + t]! * taper * Math.sin(angle);
    }
    sum += re * re + im * im;
  }
  return sum;
}

describe("pink noise", () => {
  const noise = pinkNoise(steps, rate, new Random(1));

  test("has variance 1", () => {
    expect(variance(noise)).toBeGreaterThan(0.8);
    expect(variance(noise)).toBeLessThan(1.2);
  });

  test("loses about 10 dB from each decade to the next", () => {
    const slope = Math.log10(power(noise, 1) / power(noise, 30)) / Math.log10(30);
    expect(slope).toBeGreaterThan(0.7);
    expect(slope).toBeLessThan(1.4);
  });
});

describe("a rhythm", () => {
  const wave = rhythm(steps, rate, { frequency: 10, width: 1.6 }, new Random(2));

  test("has variance 1 and is strongest at its frequency", () => {
    expect(variance(wave)).toBeGreaterThan(0.85);
    expect(variance(wave)).toBeLessThan(1.15);
    for (const other of [7, 8.5, 11.5, 13])
      expect(power(wave, 10)).toBeGreaterThan(2 * power(wave, other));
  });

  test("has half of its power within its width", () => {
    expect(power(wave, 10.8) / power(wave, 10)).toBeGreaterThan(0.3);
    expect(power(wave, 10.8) / power(wave, 10)).toBeLessThan(0.7);
  });
});

test("rough noise is fast", () => {
  const wave = roughNoise(steps, new Random(3));
  expect(variance(wave)).toBeCloseTo(1, 1);
  expect(power(wave, 50)).toBeGreaterThan(20 * power(wave, 5));
});

test("a plateau rises, stays and falls", () => {
  const at = (time: number) => plateau(time, 1, 2, 0.5);
  expect([0.9, 1, 1.25, 1.5, 2, 2.5, 2.75, 3, 3.1].map(at)).toEqual(
    [0, 0, 0.5, 1, 1, 1, 0.5, 0, 0].map((x) => expect.closeTo(x, 9)),
  );
});

test("moments come as often as asked, in order", () => {
  const found = moments(6000, 12, new Random(4));
  expect(found.length).toBeGreaterThan(1100);
  expect(found.length).toBeLessThan(1300);
  expect([...found].sort((a, b) => a - b)).toEqual(found);
});
