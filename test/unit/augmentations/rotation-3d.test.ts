import { expect, test } from "vitest";
import { augmented } from "#augmentations/augmentation";
import { rotation3d } from "#augmentations/rotation-3d";
import { Random } from "#core/random";

const channels = ["wrist.acc", "wrist.gyro", "ankle.acc"].flatMap((sensor) =>
  ["x", "y", "z"].map((axis) => `${sensor}.${axis}`),
);
const data = Float32Array.of(1, 2, 3, 1, 2, 3, 1, 2, 3);
const window = { data, length: 1, channels, sampleRate: 50, unit: "g" };
const turned = (seed: number, options: object) => {
  const all = [...augmented(rotation3d, window, new Random(seed), options)];
  return [all.slice(0, 3), all.slice(3, 6), all.slice(6)] as const;
};

test("all sensors of a body turn alike, or each place by itself with its quantities together", () => {
  const [wrist, gyro, ankle] = turned(1, {});
  expect([gyro, ankle]).toEqual([wrist, wrist]);
  const [own, ownGyro, other] = turned(1, { per: "sensor" });
  expect(ownGyro).toEqual(own);
  expect(other[0]).not.toBeCloseTo(own[0]!, 3);
});

test("the angle stays within its limit, about the axis asked for", () => {
  const angles = Array.from({ length: 500 }, (_, seed) => {
    const [[x, y, z]] = turned(seed, { degrees: 30, axis: "z" });
    expect(z).toBe(3);
    return ((Math.atan2(y!, x!) - Math.atan2(2, 1)) * 180) / Math.PI;
  });
  expect(Math.max(...angles)).toBeLessThan(30.001);
  expect(Math.max(...angles)).toBeGreaterThan(28);
  expect(Math.min(...angles)).toBeLessThan(-28);
});
