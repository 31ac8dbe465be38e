import { expect, test } from "vitest";
import { augmented } from "#augmentations/augmentation";
import { segmentationReconstruction } from "#augmentations/segmentation-reconstruction";
import { Random } from "#core/random";
import { noiseWindow } from "#test/support/augmentation-windows";

test("every part is a sibling's, from the same place in time", () => {
  const window = noiseWindow("worn", 17);
  const siblings = [1, 2, 3].map((seed) => noiseWindow("worn", 17, seed + 50).data);
  const company = { sibling: (random: Random) => siblings[random.integer(3)]! };
  const options = { segments: 4 };
  const data = augmented(segmentationReconstruction, window, new Random(3), options, company);
  const sources = Array.from({ length: 17 }, (_, t) =>
    siblings.findIndex((each) => [0, 1, 2].every((c) => each[3 * t + c] === data[3 * t + c])),
  );
  expect(sources).not.toContain(-1);
  expect(new Set(sources).size).toBeGreaterThan(1);
  for (const [start, end] of [
    [0, 4],
    [4, 9],
    [9, 13],
    [13, 17],
  ])
    expect(new Set(sources.slice(start, end)).size).toBe(1);
});
