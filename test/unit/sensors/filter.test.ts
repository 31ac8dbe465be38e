import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Signal } from "#core/signal";
import { butterworth } from "#sensors/butterworth";
import { type FilterForm, filterSignal, streamFilter } from "#sensors/filter";
import { notch } from "#sensors/notch";
import type { Section } from "#sensors/row-filter";

/** |H| at a frequency, from the definition of the sections. */
function gainAt(sections: readonly Section[], hertz: number, sampleRate: number): number {
  const angle = (2 * Math.PI * hertz) / sampleRate;
  const size = (c0: number, c1: number, c2: number) =>
    Math.hypot(
      c0 + c1 * Math.cos(angle) + c2 * Math.cos(2 * angle),
      c1 * Math.sin(angle) + c2 * Math.sin(2 * angle),
    );
  return sections.reduce((gain, s) => (gain * size(s.b0, s.b1, s.b2)) / size(1, s.a1, s.a2), 1);
}

const order = fc.integer({ min: 1, max: 8 });
const share = fc.double({ min: 0.02, max: 0.46, noNaN: true });

describe("Butterworth", () => {
  test("low-pass: 1 / √(1 + (tan f / tan f₀)^2n), closed form", () => {
    fc.assert(
      fc.property(order, share, share, (n, edge, f) => {
        const warped = Math.tan(Math.PI * f) / Math.tan(Math.PI * edge);
        const gain = gainAt(butterworth({ order: n, to: edge * 100 }, 100), f * 100, 100);
        expect(gain).toBeCloseTo(1 / Math.sqrt(1 + warped ** (2 * n)), 6);
      }),
    );
  });

  test("high-pass is its mirror image; a band-pass is 3 dB down at both edges", () => {
    fc.assert(
      fc.property(order, share, share, (n, a, b) => {
        const high = butterworth({ order: n, from: a * 100 }, 100);
        const low = butterworth({ order: n, to: 50 - a * 100 }, 100);
        expect(gainAt(high, b * 100, 100)).toBeCloseTo(gainAt(low, 50 - b * 100, 100), 6);
        fc.pre(Math.abs(a - b) > 0.02);
        const [from, to] = [100 * Math.min(a, b), 100 * Math.max(a, b)];
        const band = butterworth({ order: n, from, to }, 100);
        for (const edge of [from, to]) expect(gainAt(band, edge, 100)).toBeCloseTo(Math.SQRT1_2, 6);
      }),
    );
  });

  test.each([
    [{ order: 4 }, /received no edge/],
    [{ order: 4, to: 50 }, /0 < from < to < 50 Hz/],
    [{ order: 4, from: 9, to: 8 }, /received 9 and 8/],
    [{ order: 0, to: 9 }, /order must be a whole number from 1 to 16, received 0/],
  ])("%j is refused", (options, message) => {
    expect(() => butterworth(options, 100)).toThrow(message);
  });
});

test("a notch takes out its frequency and leaves the rest", () => {
  const sections = notch(50, 30, 250);
  expect(gainAt(sections, 50, 250)).toBeLessThan(1e-9);
  for (const hertz of [0, 10, 45, 55, 120])
    expect(gainAt(sections, hertz, 250)).toBeCloseTo(1, 1.5);
  expect(gainAt(sections, 50 + 50 / 60, 250)).toBeCloseTo(Math.SQRT1_2, 1.5);
  expect(() => notch(50, 30, 100)).toThrow(/between 0 and 50 Hz/);
});

function noise(length: number, channels: number, sampleRate = 100): Signal {
  const data = Float32Array.from({ length: length * channels }, (_, i) => Math.sin(i * i * 0.37));
  const names = Array.from({ length: channels }, (_, c) => `c${c}`);
  return { data, channels: names, sampleRate, unit: "g" };
}

const forms: FilterForm[] = ["forward", "zero-phase"];
const lowPass = butterworth({ order: 4, to: 3 }, 100);

describe.each(forms)("%s", (form) => {
  test("a level passes from the first value on", () => {
    const level = { ...noise(50, 2), data: new Float32Array(100).fill(9.81) };
    for (const value of filterSignal(level, lowPass, form).data) expect(value).toBeCloseTo(9.81, 4);
  });

  test("is linear, and leaves its input alone", () => {
    const signal = noise(80, 1);
    const before = signal.data.slice();
    const once = filterSignal(signal, lowPass, form).data;
    const doubled = filterSignal({ ...signal, data: before.map((x) => -2 * x) }, lowPass, form);
    doubled.data.forEach((value, i) => {
      expect(value).toBeCloseTo(-2 * once[i]!, 5);
    });
    expect(signal.data).toEqual(before);
  });

  test("a gap separates: each side is filtered as if alone", () => {
    const signal = noise(120, 2);
    signal.data[2 * 50 + 1] = Number.NaN; // one channel of row 50
    const { data } = filterSignal(signal, lowPass, form);
    const alone = (from: number, to: number) =>
      filterSignal({ ...signal, data: signal.data.slice(2 * from, 2 * to) }, lowPass, form).data;
    expect(data.slice(0, 100)).toEqual(alone(0, 50));
    expect(data.slice(102)).toEqual(alone(51, 120));
    expect(data[101]).toBeNaN();
  });

  test("one value, and none, are no trouble", () => {
    expect([
      ...filterSignal({ ...noise(1, 1), data: Float32Array.of(4) }, lowPass, form).data,
    ]).toEqual([expect.closeTo(4, 5)]);
    expect(filterSignal(noise(0, 1), lowPass, form).data).toHaveLength(0);
  });
});

test("zero-phase does not delay: a symmetric pulse stays symmetric", () => {
  const pulse = { ...noise(401, 1), data: new Float32Array(401) };
  pulse.data[200] = 1;
  const { data } = filterSignal(pulse, lowPass, "zero-phase");
  for (let i = 1; i < 150; i++) expect(data[200 + i]).toBeCloseTo(data[200 - i]!, 6);
});

test("a stream, however it is cut, gives what the whole gives", () => {
  const signal = noise(90, 3);
  signal.data.fill(Number.NaN, 3 * 40, 3 * 43);
  const whole = filterSignal(signal, lowPass, "forward").data;
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }), (sizes) => {
      const filter = streamFilter(lowPass, 3);
      const data = signal.data.slice();
      for (let row = 0, i = 0; row < 90; i++) {
        const size = sizes[i % sizes.length]!;
        filter.push(data.subarray(3 * row, 3 * Math.min(90, row + size)));
        row += size;
      }
      expect(data).toEqual(whole);
    }),
    { numRuns: 30 },
  );
});

test("a stream forgets on request", () => {
  const filter = streamFilter(lowPass, 1);
  filter.push(Float32Array.of(100, 100, 100));
  filter.reset();
  const data = Float32Array.of(1, 1);
  filter.push(data);
  expect([...data]).toEqual([expect.closeTo(1, 5), expect.closeTo(1, 5)]);
});
