import { expect, test } from "vitest";
import { seedsOf } from "#src/cli/seeds";

test.each([
  [undefined, undefined, undefined],
  ["7", undefined, [7]],
  ["0", undefined, [0]],
  [undefined, "3", [1, 2, 3]],
])("--seed %s --seeds %s → %j", (seed, seeds, expected) => {
  expect(seedsOf(seed, seeds)).toEqual(expected);
});

test.each(["", " ", "-1", "1.5", "1e99", "two"])("--seed %j is refused", (text) => {
  expect(() => seedsOf(text, undefined)).toThrow("expected a whole number");
});
