import { expect, test } from "vitest";
import { augmentationChain } from "#src/cli/augmentation-chain";

test("names, with options where there are some", () => {
  expect(augmentationChain("jitter, time-warp(sigma=0.4, knots=3),mix1")).toEqual([
    { name: "jitter", options: {} },
    { name: "time-warp", options: { sigma: 0.4, knots: 3 } },
    { name: "mix1", options: {} },
  ]);
});

test.each([
  ["", /got ""/],
  ["jitter,", /got ""/],
  ["jitter(", /got "jitter\("/],
  ["jitter(sigma)", /expected option=value, got "sigma"/],
  ["two words", /got "two words"/],
])("%j is refused", (text, expected) => {
  expect(() => augmentationChain(text)).toThrow(expected);
});
