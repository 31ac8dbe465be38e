import { expect, test } from "vitest";
import { augmented } from "#augmentations/augmentation";
import { shift } from "#augmentations/shift";
import { Random } from "#core/random";

const data = Float32Array.from({ length: 16 }, (_, i) => 1 + Math.floor(i / 2)); // 1 … 8 twice
const window = { data, length: 8, channels: ["a", "b"], sampleRate: 50, unit: "g" };
const firstChannel = (shifted: Float32Array) => [...shifted].filter((_, i) => i % 2 === 0);

test("what leaves at one end enters at the other; both directions, at most by half", () => {
  const firsts = new Set<number>();
  for (let seed = 0; seed < 100; seed++) {
    const steps = firstChannel(augmented(shift, window, new Random(seed)));
    const [first = 0] = steps;
    firsts.add(first);
    expect(steps).toEqual(steps.map((_, i) => 1 + ((first - 1 + i) % 8)));
  }
  expect([...firsts].sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
});

test("zeros enter instead", () => {
  for (let seed = 0; seed < 50; seed++) {
    const steps = firstChannel(augmented(shift, window, new Random(seed), { fill: "zero" }));
    const kept = steps.filter((x) => x !== 0);
    expect(kept.length).toBeGreaterThanOrEqual(4);
    expect(kept).toEqual(kept.map((_, i) => kept[0]! + i));
    expect(steps[0] === 0 ? steps.at(-1) : steps[0]).toBe(
      steps[0] === 0 ? 8 - steps.indexOf(1) : kept[0],
    );
  }
});
