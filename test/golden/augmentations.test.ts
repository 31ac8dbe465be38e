import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type Augmentation, augmented } from "#augmentations/augmentation";
import { augmentationNamed } from "#augmentations/link";
import { Random } from "#core/random";

/** One line of augmentations.json: `draws` are what the seed gives, `expected` is the answer of scripts/golden/augmentations.py to them. */
interface Golden {
  readonly name: string;
  readonly seed: number;
  readonly length: number;
  readonly channels: number;
  readonly sampleRate: number;
  readonly options: object;
  readonly expected: readonly number[];
}

const cases: readonly Golden[] = JSON.parse(
  readFileSync(new URL("augmentations.json", import.meta.url), "utf8"),
);
const names = (channels: number) =>
  channels === 9
    ? ["Fz", "FC3", "FC4", "C3", "Cz", "C4", "P3", "Pz", "P4"]
    : ["x", "y", "z"].slice(0, channels);

test.each(cases)("$name, $length × $channels: numpy and scipy say the same", (golden) => {
  const { length, channels, sampleRate, expected } = golden;
  const data = Float32Array.from({ length: length * channels }, (_, i) => {
    const [t, c] = [Math.floor(i / channels), i % channels];
    return Math.sin(0.3 * t * (c + 1)) + 0.1 * c - 0.02 * t;
  });
  const window = { data, length, channels: names(channels), sampleRate, unit: "g" };
  const entry = augmentationNamed(golden.name) as Augmentation;
  const answer = augmented(entry, window, new Random(golden.seed), golden.options);
  const far = answer.map((x, i) => Math.abs(x - expected[i]!));
  expect(Math.max(...far)).toBeLessThan(2e-6); // float32 windows
  expect(Math.max(...answer.map((x, i) => Math.abs(x - data[i]!)))).toBeGreaterThan(0.02);
});
