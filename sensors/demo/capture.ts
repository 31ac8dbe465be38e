/** @file The two sensors of the demo, watching one take: a depth camera's skeleton and a watch's accelerometer. */
import type { Random } from "#core/random";
import type { Signal } from "#core/signal";
import { standardGravity } from "#sensors/standard-gravity";
import { type Body, jointPositions, joints, rightArmOf } from "./body.ts";
import type { Take } from "./person.ts";
import { compose, intoFrame, type Rotation, type Vector } from "./rotation.ts";

export const skeletonFacts = {
  unit: "m",
  channels: joints.flatMap((joint) => ["x", "y", "z"].map((axis) => `${joint}.${axis}`)),
  sampleRate: 30, // Hz
} as const;

export const accelerometerFacts = {
  unit: "g",
  channels: ["x", "y", "z"],
  sampleRate: 50, // Hz
  /** Clipped at ± this, g. */
  range: 8,
} as const;

/** Joint positions, each with the camera's noise of 8 mm. */
export function filmSkeleton(body: Body, take: Take, random: Random): Signal {
  const { sampleRate, unit, channels } = skeletonFacts;
  const frames = Math.floor(take.duration * sampleRate);
  const data = new Float32Array(frames * channels.length);
  let at = 0;
  for (let frame = 0; frame < frames; frame++) {
    for (const point of jointPositions(body, take.pose(frame / sampleRate), take.stance)) {
      for (const coordinate of point) data[at++] = coordinate + 0.008 * random.normal();
    }
  }
  return { data, channels, sampleRate, unit };
}

/**
 * What an accelerometer strapped to the right forearm measures, in g: the wrist's acceleration (second difference of
 * its position, 10 ms apart) and gravity, both seen from the turning watch, with a bias, noise and a limited range.
 */
export function wearWatch(body: Body, take: Take, strap: Rotation, random: Random): Signal {
  const { sampleRate, unit, channels, range } = accelerometerFacts;
  const steps = Math.floor(take.duration * sampleRate);
  const step = 0.5 / sampleRate; // s
  const arms = Array.from({ length: 2 * steps + 1 }, (_, i) =>
    rightArmOf(body, take.pose((i - 1) * step), take.stance),
  );
  const bias = channels.map(() => 0.02 * random.normal());
  const data = new Float32Array(steps * channels.length);
  for (let i = 0; i < steps; i++) {
    const [before, now, after] = [arms[2 * i]!, arms[2 * i + 1]!, arms[2 * i + 2]!];
    const force = properForce(before.points[2]!, now.points[2]!, after.points[2]!, step);
    const felt = intoFrame(compose(now.frame, strap), force);
    felt.forEach((value, axis) => {
      const measured = value + bias[axis]! + 0.03 * random.normal();
      data[i * felt.length + axis] = Math.max(-range, Math.min(range, measured));
    });
  }
  return { data, channels, sampleRate, unit };
}

/** Acceleration minus gravity, in g: at rest one g upward. */
function properForce(before: Vector, now: Vector, after: Vector, step: number): Vector {
  const along = (axis: 0 | 1 | 2) =>
    (before[axis] - 2 * now[axis] + after[axis]) / (step * step * standardGravity);
  return [along(0), along(1) + 1, along(2)];
}
