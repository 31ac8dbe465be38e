import { describe, expect, test } from "vitest";
import { medianInterval } from "#core/bootstrap";
import { median } from "#core/quantiles";
import { Random } from "#core/random";

describe("bootstrap interval of the median", () => {
  const normals = (seed: number, n: number) => {
    const random = new Random(seed);
    return Array.from({ length: n }, () => random.normal());
  };

  test("has the width that theory predicts for independent normal values", () => {
    const { low, high } = medianInterval(normals(1, 2000), new Random(2));
    const expected = 2 * 1.96 * Math.sqrt(Math.PI / 2 / 2000);
    expect((high - low) / expected).toBeGreaterThan(0.7);
    expect((high - low) / expected).toBeLessThan(1.4);
    expect(low).toBeLessThan(median(normals(1, 2000)));
    expect(high).toBeGreaterThan(median(normals(1, 2000)));
  });

  test("is wider where neighbours move together", () => {
    const levels = normals(3, 80);
    const bursts = Array.from({ length: 2000 }, (_, i) => levels[Math.floor(i / 25)]!);
    const blocks = medianInterval(bursts, new Random(4));
    const single = medianInterval(bursts, new Random(4), { block: 1 });
    expect(blocks.high - blocks.low).toBeGreaterThan(2 * (single.high - single.low));
  });

  test("is repeatable", () => {
    const values = normals(5, 300);
    expect(medianInterval(values, new Random(6))).toEqual(medianInterval(values, new Random(6)));
  });

  test("a constant has an interval of width zero", () => {
    expect(medianInterval(Array(40).fill(7), new Random(0))).toEqual({ low: 7, high: 7 });
  });
});
