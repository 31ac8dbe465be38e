import { expect, test } from "vitest";
import { binFeatures } from "#classic/forest/bins";
import { randomArray } from "#test/support/tensors";

test("few values have a threshold between every two", () => {
  const { thresholds, places } = binFeatures(Float32Array.of(3, 1, 1, 5), 1);
  expect([...thresholds[0]!]).toEqual([2, 4]);
  expect([...places]).toEqual([1, 0, 0, 2]);
});

test("a feature that never changes has none", () => {
  const { thresholds, places } = binFeatures(Float32Array.of(7, 1, 7, 2), 2);
  expect(thresholds.map(({ length }) => length)).toEqual([0, 1]);
  expect([...places]).toEqual([0, 0, 0, 1]);
});

test("many values are counted into 256 places by the thresholds as they are", () => {
  const rows = 5000;
  const data = randomArray(rows, 1);
  const { thresholds, places } = binFeatures(data, 1);
  expect(thresholds[0]!.length).toBe(255);
  expect(thresholds[0]).toEqual(thresholds[0]!.toSorted());
  for (const row of [0, 17, 4999]) {
    expect(places[row]).toBe(thresholds[0]!.filter((edge) => data[row]! > edge).length);
  }
  const sizes = new Int32Array(256);
  for (const place of places) sizes[place]!++;
  expect(Math.max(...sizes)).toBeLessThan((3 * rows) / 256);
});
