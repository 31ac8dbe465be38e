import { expect, test } from "vitest";
import { augmented } from "#augmentations/augmentation";
import { permutation } from "#augmentations/permutation";
import { Random } from "#core/random";

test("parts keep their inside: at most `segments` of them, almost equally long", () => {
  const data = Float32Array.from({ length: 10 }, (_, i) => i);
  const window = { data, length: 10, channels: ["x"], sampleRate: 50, unit: "g" };
  const counts = new Set<number>();
  for (let seed = 0; seed < 200; seed++) {
    const order = [...augmented(permutation, window, new Random(seed))];
    const starts = order.filter((x, i) => i === 0 || x !== order[i - 1]! + 1);
    expect([0, 3, 5, 8, 7]).toEqual(expect.arrayContaining(starts)); // thirds, halves, quarters of 10
    counts.add(starts.length);
  }
  expect([...counts].sort()).toEqual([1, 2, 3, 4]);
});
