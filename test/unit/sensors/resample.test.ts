import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Signal } from "#core/signal";
import { ratioOf } from "#sensors/polyphase";
import { resample, stretchWhole } from "#sensors/resample";
import { rampSignal } from "./samples.ts";

/** A sine of this frequency (Hz) around a level, in a channel of its own. */
function sine(frequencies: readonly number[], sampleRate: number, seconds: number): Signal {
  const width = frequencies.length;
  const data = Float32Array.from({ length: Math.round(seconds * sampleRate) * width }, (_, i) => {
    const time = Math.floor(i / width) / sampleRate;
    return 5 + Math.sin(2 * Math.PI * frequencies[i % width]! * time);
  });
  return { data, channels: frequencies.map(String), sampleRate, unit: "g" };
}

/** Largest distance from the level, away from the ends. */
function amplitude({ data, channels }: Signal, channel: number): number {
  const own = data.filter((_, i) => i % channels.length === channel);
  return Math.max(...own.slice(30, -30).map((x) => Math.abs(x - 5)));
}

describe("another rate", () => {
  test("keeps start, duration and the time of every value", () => {
    const slow = resample(rampSignal(10, ["x", "y"], 10), 5);
    expect(slow.sampleRate).toBe(5);
    expect([...slow.data].map((x) => Math.fround(x).toFixed(4))).toEqual(
      [0, 100, 2, 102, 4, 104, 6, 106, 8, 108].map((x) => x.toFixed(4)),
    );
    expect(resample(rampSignal(3, ["x"], 10), 20).data).toHaveLength(6);
  });

  test("down: what passes the new Nyquist frequency passes whole, what does not is gone", () => {
    const slow = resample(sine([3, 40], 100, 10), 20);
    expect(amplitude(slow, 0)).toBeCloseTo(1, 2);
    expect(amplitude(slow, 1)).toBeLessThan(0.01); // read without a filter it would fold to 0 Hz
  });

  test("up and back again is what it was", () => {
    const signal = sine([3, 17], 50, 8);
    const back = resample(resample(signal, 128), 50);
    expect(back.data).toHaveLength(signal.data.length);
    const errors = back.data.map((x, i) => Math.abs(x - signal.data[i]!));
    expect(Math.max(...errors.slice(60, -60))).toBeLessThan(0.005);
  });

  test("any pair of rates keeps a ramp a ramp", () => {
    const rate = fc.double({ min: 15, max: 200, noNaN: true });
    fc.assert(
      fc.property(rate, rate, fc.integer({ min: 2, max: 60 }), (from, to, length) => {
        const { data } = resample(rampSignal(length, ["x"], from), to);
        const duration = length / from;
        expect(Math.abs(data.length / to - duration)).toBeLessThan(1.001 / to);
        const errors = data.map((x, i) => Math.abs(x - (i * from) / to));
        expect(Math.max(...errors)).toBeLessThan(0.01);
      }),
      { numRuns: 15 },
    );
  });

  test("gaps stay where they are and spoil nothing else", () => {
    const signal = rampSignal(60, ["x"], 30);
    signal.data.fill(Number.NaN, 20, 31);
    const { data } = resample(signal, 10);
    const expected = Array.from({ length: 20 }, (_, i) => (i >= 7 && i <= 10 ? Number.NaN : 3 * i));
    expected.forEach((value, i) => {
      if (Number.isNaN(value)) expect(data[i]).toBeNaN();
      else expect(data[i]).toBeCloseTo(value, 4);
    });
  });

  test("the same rate changes nothing; no rate is refused", () => {
    const signal = rampSignal(5, ["x"], 10);
    expect(resample(signal, 10).data).toEqual(signal.data);
    expect(() => resample(signal, 0)).toThrow(/new rate must be above 0 Hz, received 0/);
  });
});

test("a whole recording as so many steps, ends on ends", () => {
  const { data } = rampSignal(100, ["x", "y"]);
  const short = stretchWhole(data, 2, 12);
  expect(short).toHaveLength(24);
  for (let i = 0; i < 12; i++) expect(short[2 * i]).toBeCloseTo(9 * i, 3);
  expect(short[23]).toBeCloseTo(199, 3);
});

test.each([
  [20, 20, 1, 1],
  [50, 100, 1, 2],
  [128, 50, 64, 25],
  [20, 20.17, 2000, 2017],
])("%d Hz from %d Hz is %d / %d", (to, from, up, down) => {
  expect(ratioOf(to, from)).toEqual({ up, down });
});

test("odd rates keep time: no drift over an hour", () => {
  const rate = fc.double({ min: 1, max: 500, noNaN: true });
  fc.assert(
    fc.property(rate, rate, (to, from) => {
      const { up, down } = ratioOf(to, from);
      expect(Math.max(up, down / (from / to))).toBeLessThanOrEqual(4096);
      expect(Math.abs(((up / down) * from) / to - 1)).toBeLessThan(1e-11);
    }),
  );
});

test("odd rates keep form: a sine is a sine within the ripple of the filter", () => {
  const { data } = resample(sine([3], 100.013, 12), 61.7);
  const errors = data.map((x, i) => Math.abs(x - 5 - Math.sin((6 * Math.PI * i) / 61.7)));
  expect(Math.max(...errors.slice(60, -60))).toBeLessThan(2e-3);
});
