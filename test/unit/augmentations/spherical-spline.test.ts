import { expect, test } from "vitest";
import { sphericalSpline } from "#augmentations/spherical-spline";
import { electrodes } from "#core/electrodes";

const points = electrodes.filter(({ name }) => /^(F|C|P)[z1-6]$/.test(name)).map((e) => e.position);

test("weights of a point sum to 1: a constant field stays constant", () => {
  const weights = sphericalSpline(points)([
    [0, 0, 1],
    [0.6, 0, 0.8],
  ]);
  const count = points.length;
  for (const row of [0, 1]) {
    const sum = weights.subarray(row * count, (row + 1) * count).reduce((all, x) => all + x, 0);
    expect(sum).toBeCloseTo(1, 6);
  }
});

test("a smooth field is read between electrodes as it is", () => {
  const field = ([x, y, z]: readonly number[]) => 0.5 * x! - 0.3 * y! + z!;
  const [c, s] = [Math.cos(0.1), Math.sin(0.1)];
  const turned = points.map(([x, y, z]) => [c * x - s * y, s * x + c * y, z] as const);
  const weights = sphericalSpline(points)(turned);
  turned.forEach((point, i) => {
    const row = weights.subarray(i * points.length, (i + 1) * points.length);
    const read = row.reduce((sum, weight, k) => sum + weight * field(points[k]!), 0);
    expect(Math.abs(read - field(point))).toBeLessThan(0.02);
  });
});
