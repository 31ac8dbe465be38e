import { expect, test } from "vitest";
import { scratch } from "#augmentations/scratch";

test("memory of one size is made once, and is nobody else's", () => {
  const [one, other] = [1, 2].map(() => scratch((size) => new Float32Array(size)));
  expect(one!(3)).toBe(one!(3));
  expect(one!(3).length).toBe(3);
  expect(one!(4)).not.toBe(one!(3));
  expect(other!(3)).not.toBe(one!(3));
});
