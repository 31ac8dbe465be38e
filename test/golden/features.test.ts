/** Against numpy: values in features.json, made by scripts/golden/features.py. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { windowFeatures } from "#sensors/features/window-features";
import { expectClose } from "#test/support/tensors";

interface Case {
  readonly name: string;
  readonly channels: readonly string[];
  readonly length: number;
  readonly window: readonly number[];
  readonly features: readonly number[];
}

const { cases }: { cases: readonly Case[] } = JSON.parse(
  readFileSync("test/golden/features.json", "utf8"),
);

describe.each(cases)("$name", ({ channels, length, window, features }) => {
  test("is that of numpy", () => {
    const signal = { data: Float32Array.from(window), length, channels, sampleRate: 25, unit: "g" };
    const { names, data } = windowFeatures(signal);
    expect(names).toHaveLength(features.length);
    expectClose(data, features, { absolute: 1e-6, relative: 1e-6 });
  });
});
