import { expect, test } from "vitest";
import { augmented } from "#augmentations/augmentation";
import { channelsReref } from "#augmentations/channels-reref";
import { Random } from "#core/random";

test("differences between channels stay; the reference shows its negative", () => {
  const data = Float32Array.of(1, 4, 9, 2, 3, 5); // [2, 3]
  const window = { data, length: 2, channels: ["C3", "Cz", "C4"], sampleRate: 50, unit: "µV" };
  const answers = new Set(
    Array.from({ length: 40 }, (_, seed) =>
      augmented(channelsReref, window, new Random(seed)).join(),
    ),
  );
  expect([...answers].sort()).toEqual([
    ...["-1,3,8,-2,1,3", "-3,-4,5,-1,-3,2", "-8,-5,-9,-3,-2,-5"].sort(),
  ]);
});
