import { expect, test } from "vitest";
import { Random } from "#core/random";
import { type Body, restPose } from "#sensors/demo/body";
import { filmSkeleton, wearWatch } from "#sensors/demo/capture";
import type { Take } from "#sensors/demo/person";
import { aboutX, compose } from "#sensors/demo/rotation";

const body: Body = {
  ...{ torso: 0.5, neck: 0.2, shoulders: 0.2, hips: 0.1, upperArm: 0.3, forearm: 0.25 },
  ...{ hand: 0.1, thigh: 0.45, shin: 0.42, foot: 0.2 },
};
const straight = compose(aboutX(0));

function takeOf(flexion: (time: number) => number, rise = (_time: number) => 0): Take {
  return {
    duration: 2,
    stance: { position: [0, 0, 2.8], heading: 0 },
    pose(time) {
      const pose = restPose();
      pose.rightArm.flexion = flexion(time);
      pose.rise = rise(time);
      return pose;
    },
  };
}

function meanOf(take: Take, strap = straight): readonly number[] {
  const { data } = wearWatch(body, take, strap, new Random(3));
  return [0, 1, 2].map((axis) => {
    const values = data.filter((_, i) => i % 3 === axis);
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  });
}

/** Bias of one axis: sd 0.02 g; three of them and the noise's rest. */
const tolerance = 0.08;
const near = (expected: readonly number[], values: readonly number[]) => {
  expected.forEach((value, axis) => {
    expect(Math.abs(values[axis]! - value)).toBeLessThan(tolerance);
  });
};

test("a hanging arm at rest feels 1 g along the forearm, a lifted one across it", () => {
  near([0, 1, 0], meanOf(takeOf(() => 0)));
  near([0, 0, -1], meanOf(takeOf(() => Math.PI / 2)));
});

test("a tilted strap turns what is felt", () => {
  near(
    [0, 0, -1],
    meanOf(
      takeOf(() => 0),
      aboutX(Math.PI / 2),
    ),
  );
});

test("in free fall nothing is felt, on the way up twice as much", () => {
  const g = 9.80665;
  near(
    [0, 0, 0],
    meanOf(
      takeOf(
        () => 0,
        (t) => (-g * t * t) / 2,
      ),
    ),
  );
  near(
    [0, 2, 0],
    meanOf(
      takeOf(
        () => 0,
        (t) => (g * t * t) / 2,
      ),
    ),
  );
});

test("a swinging arm feels the centripetal acceleration ω² r", () => {
  const [omega, radius] = [10, 0.55];
  const { data } = wearWatch(
    body,
    takeOf((t) => omega * t),
    straight,
    new Random(3),
  );
  const along = data.filter((_, i) => i % 3 === 1);
  const mean = along.reduce((sum, value) => sum + value, 0) / along.length;
  const turns = (omega * 2) / (2 * Math.PI);
  expect(turns).toBeGreaterThan(3); // gravity averages out
  expect(Math.abs(mean - (omega ** 2 * radius) / 9.80665)).toBeLessThan(0.15);
});

test("nothing beyond ±8 g is measured", () => {
  const { data } = wearWatch(
    body,
    takeOf((t) => 40 * t),
    straight,
    new Random(3),
  );
  expect(Math.max(...data)).toBe(8);
});

test("the camera sees the joints with a noise of millimetres", () => {
  const { data, channels, sampleRate } = filmSkeleton(
    body,
    takeOf(() => 0),
    new Random(3),
  );
  expect([data.length / channels.length, sampleRate]).toEqual([60, 30]);
  const heads = Array.from({ length: 60 }, (_, frame) => data[frame * 60 + 1]!);
  const mean = heads.reduce((sum, value) => sum + value, 0) / 60;
  const sd = Math.sqrt(heads.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 60);
  expect(mean).toBeCloseTo(0.87 + 0.7, 1);
  expect(sd).toBeGreaterThan(0.004);
  expect(sd).toBeLessThan(0.012);
});
