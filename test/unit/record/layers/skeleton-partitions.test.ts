import { expect, test } from "vitest";
import { skeletonPartitions } from "#record/layers/skeleton-partitions";
import { stgcn } from "#teachers/stgcn";

test("a chain of three joints, by hand: itself, from the root, from the far end", () => {
  const [self, inward, outward] = skeletonPartitions([0, 0, 1]) as [
    number[][],
    number[][],
    number[][],
  ];
  const [half, third] = [1 / 2, 1 / 3];
  expect(self).toEqual([
    [half, 0, 0],
    [0, third, 0],
    [0, 0, half],
  ]);
  expect(inward).toEqual([
    [0, third, 0],
    [0, 0, half],
    [0, 0, 0],
  ]);
  expect(outward).toEqual([
    [0, 0, 0],
    [half, 0, 0],
    [0, third, 0],
  ]);
});

test("what flows into a joint of the Kinect's skeleton sums to 1", () => {
  const partitions = skeletonPartitions(stgcn.options.parents);
  for (const to of stgcn.options.parents.keys()) {
    const total = partitions.flat().reduce((sum, row) => sum + row[to]!, 0);
    expect(total).toBeCloseTo(1, 12);
  }
});

test.each([[[1, 0]], [[0, 1]], [[0, 5]], [[]]])("refuses %j", (parents) => {
  expect(() => skeletonPartitions(parents)).toThrow("expected the parent of every joint");
});
