import fc from "fast-check";
import { expect, test } from "vitest";
import type { CostPoint } from "#report/charts/cost-accuracy";
import { pareto, paretoFront } from "#report/charts/pareto";

const model = (cost: number, accuracy: number, name = "m"): CostPoint => ({
  name,
  cost,
  accuracy,
  sd: null,
  kind: "distilled",
});

test("nothing in front is beaten on both, and whatever is left out is", () => {
  const point = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }));
  fc.assert(
    fc.property(fc.array(point, { minLength: 1 }), (points) => {
      const models = points.map(([cost, accuracy]) => model(cost, accuracy));
      const front = paretoFront(models);
      const beaten = ({ cost, accuracy }: CostPoint) =>
        models.some(
          (other) =>
            other.cost <= cost &&
            other.accuracy >= accuracy &&
            (other.cost < cost || other.accuracy > accuracy),
        );
      expect(front.some(beaten)).toBe(false);
      for (const each of models)
        expect(
          beaten(each) ||
            front.some(({ cost, accuracy }) => cost === each.cost && accuracy === each.accuracy),
        ).toBe(true);
    }),
  );
});

test("the chart tells every model in words", async () => {
  const svg = await pareto([model(10, 0.8, "none"), model(1000, 0.9, "skel")], "kB");
  expect(svg).toContain("none: 10.0, 80.0 %; skel: 1000, 90.0 %");
  expect(svg).not.toMatch(/NaN|undefined/);
});
