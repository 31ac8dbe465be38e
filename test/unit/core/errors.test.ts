import { expect, test } from "vitest";
import { editDistance, nearest } from "#core/errors";

test.each([
  ["kitten", "sitting", 3],
  ["", "abc", 3],
  ["pksd", "pskd", 1], // two letters swapped are one slip
  ["jitter", "jitter", 0],
])("%s → %s takes %i", (a, b, distance) => {
  expect(editDistance(a, b)).toBe(distance);
  expect(editDistance(b, a)).toBe(distance);
});

test("guesses the nearest name, and nothing where none is near", () => {
  expect(nearest("pksd", ["kd", "none", "pskd"])).toBe("pskd");
  expect(nearest("wavelet-transformer", ["kd", "none"])).toBeUndefined();
});
