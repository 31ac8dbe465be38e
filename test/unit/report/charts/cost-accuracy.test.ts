import { expect, test } from "vitest";
import { type CostPoint, costAccuracy } from "#report/charts/cost-accuracy";
import { renderChart } from "#report/charts/render-chart";

const axes = { width: 300, height: 200, cost: "kB", accuracy: "%" };
const point = (name: string, cost: number, accuracy: number, sd: number | null): CostPoint => ({
  ...{ name, cost, accuracy, sd, kind: "distilled" },
});

test("equal steps in the logarithm of the cost are equal steps in the picture", async () => {
  const points = [point("a", 1, 0.5, null), point("b", 10, 0.6, null), point("c", 100, 0.7, null)];
  const svg = await renderChart(costAccuracy(points, axes), "three");
  const marks = /mark-symbol.*?<\/g>/s.exec(svg)![0].matchAll(/translate\(([\d.]+),([\d.]+)\)/g);
  const [a, b, c] = [...marks].map(([, x, y]) => ({ x: Number(x), y: Number(y) }));
  expect(b!.x - a!.x).toBeCloseTo(c!.x - b!.x, 2);
  expect(b!.y - a!.y).toBeCloseTo(c!.y - b!.y, 2);
});

test("names of points that nearly coincide are put apart, and a spread ends at 100 %", async () => {
  const spec = costAccuracy([point("a", 10, 0.99, 0.05), point("b", 10.1, 0.985, null)], axes);
  const { values } = spec.data as unknown as {
    values: { labelCost: number; labelAt: number; align: string; high: number }[];
  };
  const [a, b] = values;
  const place = ({ align, labelCost, labelAt }: (typeof values)[number]) => [
    align,
    labelCost.toFixed(1),
    labelAt.toFixed(1),
  ];
  expect(place(a!)).not.toEqual(place(b!));
  expect(a!.high).toBe(100);
});

test("a symbol says its figures when the mouse is over it, without a script", async () => {
  const svg = await renderChart(costAccuracy([point("a <b>", 10, 0.9, null)], axes), "one");
  expect(svg).toContain("<title>a &lt;b&gt;: 10.0, 90.0 %</title>");
});
