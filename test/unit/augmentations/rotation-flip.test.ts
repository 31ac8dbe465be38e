import { expect, test } from "vitest";
import { augmented } from "#augmentations/augmentation";
import { rotationFlip } from "#augmentations/rotation-flip";
import { Random } from "#core/random";
import type { Window } from "#core/signal";

const channels = ["acc.x", "acc.y", "acc.z", "gyro.x", "gyro.y", "gyro.z"];
const data = Float32Array.of(1, 2, 3, 1, 2, 3);
const window: Window = { data, length: 1, channels, sampleRate: 50, unit: "g" };
const flipped = (seed: number, within: string) => [
  ...augmented(rotationFlip, window, new Random(seed), { within }),
];

test("within a sensor, all sensors alike; within the window, channels cross over", () => {
  const sensors = Array.from({ length: 50 }, (_, seed) => flipped(seed, "sensor"));
  for (const all of sensors) expect(all.slice(3)).toEqual(all.slice(0, 3));
  expect(new Set(sensors.map((all) => all.join())).size).toBeGreaterThan(20); // of 48
  const windows = Array.from({ length: 50 }, (_, seed) => flipped(seed, "window"));
  expect(windows.some((all) => Math.abs(all[0]!) === Math.abs(all[1]!))).toBe(true);
});
