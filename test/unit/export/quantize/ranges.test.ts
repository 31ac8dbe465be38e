import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Random } from "#core/random";
import { Histogram } from "#export/quantize/histogram";
import { activationParams, quantizeBias, quantizeWeight } from "#export/quantize/params";
import type { Range } from "#export/quantize/range";
import * as methods from "#export/quantize/ranges/entries";

function histogramOf(...chunks: ArrayLike<number>[]): Histogram {
  const histogram = new Histogram();
  for (const chunk of chunks) histogram.add(Float32Array.from(chunk), "x");
  return histogram;
}

const bell = () => {
  const random = new Random(3);
  return Float32Array.from({ length: 20_000 }, () => random.normal());
};

describe("histogram", () => {
  test("does not depend on how the values are cut into chunks, nor on their order", () => {
    const values = bell();
    const whole = histogramOf(values);
    const parts = histogramOf(
      values.subarray(9000),
      values.subarray(0, 10),
      values.subarray(10, 9000),
    );
    expect(parts.counts).toEqual(whole.counts);
    expect([parts.low, parts.high, parts.total]).toEqual([whole.low, whole.high, whole.total]);
  });

  test("bins lie within half a bin of their values while the reach grows", () => {
    const histogram = histogramOf([0.001], [-3], [5]);
    expect(histogram.reach).toBe(8);
    const { values: middles, counts } = histogram.filledBins();
    expect([...counts]).toEqual([1, 1, 1]);
    for (const [i, value] of [-3, 0.001, 5].entries()) {
      expect(Math.abs(middles[i]! - value)).toBeLessThanOrEqual(8 / 8192);
    }
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])("%s is refused by name", (bad) => {
    expect(() => histogramOf([1, bad])).toThrow(/"x" takes values that are not finite/);
  });
});

describe("ranges", () => {
  test("min-max is what was seen, with zero inside", () => {
    expect(methods.minMax.choose(histogramOf([2, 3]))).toEqual({ low: 0, high: 3 });
  });

  test("percentile leaves out a rare outlier, and only that", () => {
    const { low, high } = methods.percentile.choose(histogramOf(bell(), [50]));
    expect(high).toBeGreaterThan(3);
    expect(high).toBeLessThan(4.5);
    expect(low).toBeLessThan(-3);
  });

  test("mse rounds long tails with less error than the full range, and at most 2 % more than the percentile", () => {
    const values = bell().map((x) => x ** 3);
    const error = ({ low, high }: { low: number; high: number }) => {
      const { scale, zeroPoint } = activationParams({ low, high });
      return values.reduce((sum, x) => {
        const step = Math.min(255, Math.max(0, Math.round(x / scale) + zeroPoint));
        return sum + (x - (step - zeroPoint) * scale) ** 2;
      }, 0);
    };
    const seen = histogramOf(values);
    const least = error(methods.mse.choose(seen));
    expect(least).toBeLessThan(error(methods.minMax.choose(seen)));
    expect(least).toBeLessThan(1.02 * error(methods.percentile.choose(seen)));
  });
});

describe("moving average", () => {
  test("is between the least and the largest extreme of a batch, and a rare outlier moves it little", () => {
    const batches = Array.from({ length: 20 }, (_, i) => [-1, i === 10 ? 50 : 2]);
    const { low, high } = methods.movingAverage.choose(histogramOf(...batches));
    expect(low).toBeCloseTo(-1, 6);
    expect(high).toBeGreaterThan(2);
    expect(high).toBeLessThan(8);
  });

  test("is the plain mean of the first batches", () => {
    const { high } = methods.movingAverage.choose(histogramOf([1], [2], [6]));
    expect(high).toBeCloseTo(3, 6);
  });
});

describe("entropy", () => {
  test("clips a lone outlier far from a bell, and keeps a flat distribution whole", () => {
    const { high } = methods.entropy.choose(histogramOf(bell(), [40]));
    expect(high).toBeLessThan(20);
    const flat = Float32Array.from({ length: 20_000 }, (_, i) => i / 20_000);
    expect(methods.entropy.choose(histogramOf(flat)).high).toBeGreaterThan(0.9);
  });
});

describe("entropy, by sums over runs of bins", () => {
  /** The definition, bin by bin. */
  function divergence(seen: Histogram, range: Range): number {
    const { scale, zeroPoint } = activationParams(range);
    const { values, counts } = seen.filledBins();
    const far = [...values.keys()].filter((i) => Math.abs(values[i]!) > seen.binWidth);
    const sum = (bins: readonly number[]) => bins.reduce((total, i) => total + counts[i]!, 0);
    const stepOf = (i: number) => Math.round(values[i]! / scale) + zeroPoint;
    const inside = far.filter((i) => stepOf(i) >= 0 && stepOf(i) <= 255);
    const clipped = [far.filter((i) => stepOf(i) < 0), far.filter((i) => stepOf(i) > 255)].map(sum);
    const steps = [...new Set(inside.map(stepOf))].map((step) =>
      inside.filter((i) => stepOf(i) === step),
    );
    return steps.reduce((total, own, at) => {
      const ends = (at === 0 ? clipped[0]! : 0) + (at === steps.length - 1 ? clipped[1]! : 0);
      const q = sum(own) / own.length / sum(inside);
      const p = own.map((i) => (counts[i]! + ends / own.length) / sum(far));
      return total + p.reduce((part, share) => part + share * Math.log(share / q), 0);
    }, 0);
  }

  test.each([
    ["a bell", bell()],
    ["a bell behind a ReLU", bell().map((x) => Math.max(0, x))],
    ["a bell with outliers", Float32Array.from([...bell(), 30, 31, -12])],
    ["few values", Float32Array.of(-1, -1, -0.5, 0.25, 2, 2, 2)],
  ])("%s: no range nearby diverges less by the definition", (_, values) => {
    const seen = histogramOf(values);
    const chosen = methods.entropy.choose(seen);
    const least = divergence(seen, chosen);
    for (const share of [0.2, 0.5, 0.8, 0.975, 1]) {
      const other = { low: seen.low * share, high: seen.high * share };
      expect(least).toBeLessThanOrEqual(divergence(seen, other) + 1e-9);
    }
  });
});

describe("8-bit arithmetic", () => {
  test("zero is exact and every value in range is within half a step", () => {
    const bounds = fc.tuple(
      fc.float({ min: -100, max: 0, noNaN: true }),
      fc.float({ min: Math.fround(0.01), max: 100, noNaN: true }),
    );
    fc.assert(
      fc.property(bounds, fc.double({ min: 0, max: 1, noNaN: true }), ([low, high], share) => {
        const { scale, zeroPoint } = activationParams({ low, high });
        expect(Number.isInteger(zeroPoint) && zeroPoint >= 0 && zeroPoint <= 255).toBe(true);
        const x = low + share * (high - low);
        const step = Math.min(255, Math.max(0, Math.round(x / scale) + zeroPoint));
        expect(Math.abs((step - zeroPoint) * scale - x)).toBeLessThanOrEqual(scale * 1.01);
      }),
    );
  });

  test("a value that never moves still has a scale", () => {
    expect(activationParams({ low: 0, high: 0 })).toEqual({ scale: 1, zeroPoint: 0 });
  });

  const layout = { channels: 2, channelOf: (i: number) => i >> 1 };

  test("each channel uses all steps of its own scale", () => {
    const { data, scales } = quantizeWeight(
      Float32Array.of(1.1, -2, 0.011, 0.02),
      layout,
      undefined,
      1,
      8,
    );
    expect([...data]).toEqual([70, -127, 70, 127]);
    expect(scales[0]! / scales[1]!).toBeCloseTo(100, 3);
    const narrow = quantizeWeight(Float32Array.of(1.1, -2, 0.011, 0.02), layout, undefined, 1, 7);
    expect([...narrow.data]).toEqual([35, -63, 35, 63]);
  });

  test("a bias on dead weights does not overflow int32", () => {
    const bias = Float32Array.of(5, -0.25);
    const w = quantizeWeight(Float32Array.of(0, 0, 1, 1), layout, bias, 0.01, 8);
    const b = quantizeBias(bias, 0.01, w.scales);
    const back = [...b.data].map((n, c) => n * b.scales[c]!);
    expect(back[0]).toBeCloseTo(5, 4);
    expect(back[1]).toBeCloseTo(-0.25, 4);
  });
});
