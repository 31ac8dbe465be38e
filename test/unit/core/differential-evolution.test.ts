import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { differentialEvolution } from "#core/differential-evolution";
import { Random } from "#core/random";

const distanceTo =
  (target: readonly number[]) =>
  (point: readonly number[]): number =>
    point.reduce((sum, value, i) => sum + (value - target[i]!) ** 2, 1);

describe("differential evolution", () => {
  test("finds the bottom of a bowl, wherever it is", () => {
    const coordinate = fc.double({ min: 0, max: 1, noNaN: true });
    const bowls = fc.array(coordinate, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(bowls, fc.integer({ min: 0, max: 99 }), (target, seed) => {
        const { best, generations } = differentialEvolution(distanceTo(target), {
          dimensions: target.length,
          random: new Random(seed),
        });
        for (const [i, value] of best.entries()) expect(value).toBeCloseTo(target[i]!, 2);
        expect(generations).toBeLessThan(1000); // it saw that it had arrived
      }),
      { numRuns: 20 },
    );
  });

  test("gets out of a local minimum", () => {
    // Rastrigin's function on [−5, 5]², its minimum moved to (0.7, 0.3): a hundred local ones
    const waves = (point: readonly number[]) =>
      [0.7, 0.3].reduce((sum, target, i) => {
        const x = 10 * (point[i]! - target);
        return sum + x * x - 10 * Math.cos(2 * Math.PI * x) + 10;
      }, 0.1);
    const { best } = differentialEvolution(waves, { dimensions: 2, random: new Random(1) });
    expect(best[0]).toBeCloseTo(0.7, 2);
    expect(best[1]).toBeCloseTo(0.3, 2);
  });

  test("the same seed finds the same; it stays inside, and is never worse than its start", () => {
    const start = [
      [0.2, 0.9, 0.5],
      [1, 0, 0],
    ];
    const f = distanceTo([0.21, 0.9, 0.5]);
    const search = (seed: number, generations: number) => {
      const points: (readonly number[])[] = [];
      const watched = (point: readonly number[]) => {
        points.push(point);
        return f(point);
      };
      const random = new Random(seed);
      return {
        ...differentialEvolution(watched, { dimensions: 3, random, start, generations }),
        points,
      };
    };
    expect(search(3, 20)).toEqual(search(3, 20));
    expect(search(3, 20)).not.toEqual(search(4, 20));
    const { points, value } = search(3, 40);
    expect(points.flat().every((each) => each >= 0 && each <= 1)).toBe(true);
    expect(value).toBeLessThanOrEqual(f(start[0]!));
    expect(search(3, 0)).toMatchObject({ best: start[0], generations: 0 });
  });
});
