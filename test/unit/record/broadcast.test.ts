import { expect, test } from "vitest";
import { broadcast, vectorCopies } from "#record/broadcast";
import { batchPrime } from "#record/emitter";

test.each([
  [[2, 3], [3], [2, 3]],
  [
    [4, 1],
    [1, 5],
    [4, 5],
  ],
  [[], [2], [2]],
  [
    [batchPrime, 1, 3],
    [7, 1],
    [batchPrime, 7, 3],
  ],
])("%j and %j broadcast to %j", (a, b, expected) => {
  expect(broadcast(a, b)).toEqual(expected);
});

test.each([
  ["fits 1024 columns", [64, 128, 32], [32], 32],
  ["in either order", [32], [64, 128, 32], 32],
  ["the rows divide", [9, 1000, 48], [1, 48], 20],
  ["one channel", [64, 1024, 1], [1], 1],
  ["not a vector", [64, 128, 32], [128, 32], 1],
  ["another axis", [64, 128, 32], [128, 1], 1],
  ["already wide", [64, 1024], [1024], 1],
  ["a symbolic batch", [batchPrime, 128, 32], [32], 32],
])("copies of a vector: %s", (_, a, b, copies) => {
  expect(vectorCopies(a, b)).toBe(copies);
});
