import { expect, test } from "vitest";
import { augmented } from "#augmentations/augmentation";
import { channelDropout } from "#augmentations/channel-dropout";
import { channelsDropout } from "#augmentations/channels-dropout";
import { Random } from "#core/random";
import { noiseWindow } from "#test/support/augmentation-windows";

const lost = (data: Float32Array, width: number) =>
  Array.from({ length: width }, (_, c) => data.every((x, i) => i % width !== c || x === 0));

test("a sensor is lost with all its axes, at its rate", () => {
  const window = noiseWindow("pair", 8);
  const all = Array.from({ length: 1000 }, (_, seed) =>
    lost(augmented(channelDropout, window, new Random(seed)), 6),
  );
  for (const [a, b, c, d, e, f] of all) expect([a, a, d, d]).toEqual([b, c, e, f]);
  expect(all.filter(([a]) => a).length / 1000).toBeCloseTo(0.2, 1);
  expect(all.some(([a, , , d]) => a !== d)).toBe(true);
});

test("electrodes are lost one by one", () => {
  const window = noiseWindow("cap", 8);
  const all = Array.from({ length: 200 }, (_, seed) =>
    lost(augmented(channelsDropout, window, new Random(seed)), 9),
  );
  const share = all.flat().filter(Boolean).length / (200 * 9);
  expect(share).toBeCloseTo(0.2, 1);
  expect(all.some(([a, b]) => a !== b)).toBe(true);
});
