/**
 * @file What the people of the demo do: one function per activity that sets the joint angles at a moment. Several
 * pairs look alike from the wrist and differ in the rest of the body: walking and climbing stairs, curling and
 * drinking, waving and wiping, squatting and standing up.
 */
import type { Pose } from "./body.ts";

/** One way of doing an activity. */
export interface Manner {
  /** Size of the movement; 1 is typical. */
  readonly amplitude: number;
  /** −1 … 1: between the two usual ways of doing it (arm low or high, small or wide). */
  readonly style: number;
}

export interface Activity {
  readonly name: string;
  /** Cycles per second at a typical tempo. */
  readonly tempo: number;
  /** Some people use the other arm: it then moves instead of the right one, where the watch is. */
  readonly oneHanded: boolean;
  /** Set the angles of a pose that was at rest; `phase` counts cycles. */
  move(pose: Pose, phase: number, manner: Manner): void;
}

const degree = Math.PI / 180;
const turn = 2 * Math.PI;

/** 0 … 1 … 0 once per cycle, smooth. */
function swell(phase: number): number {
  return 0.5 - 0.5 * Math.cos(turn * phase);
}

/** Like {@link swell}, with a hold at the top: the wider the longer. */
function hold(phase: number, width: number): number {
  return 1 / (1 + Math.exp(-(swell(phase) - 1 + width) * 9));
}

/** Arms and legs swing against each other; `stride` in radians, `lift` is the bend of the swinging knee. */
function gait(pose: Pose, phase: number, stride: number, lift: number, armSwing: number): void {
  const swing = Math.sin(turn * phase);
  const bend = (p: number) => lift * swell(p) ** 2;
  pose.rightLeg.flexion = stride * (swing + 0.2);
  pose.leftLeg.flexion = stride * (0.2 - swing);
  pose.rightLeg.knee = 0.1 + bend(phase + 0.65);
  pose.leftLeg.knee = 0.1 + bend(phase + 0.15);
  pose.rightArm.flexion = -armSwing * swing;
  pose.leftArm.flexion = armSwing * swing;
  pose.twist = 0.25 * armSwing * swing;
}

export const activities: readonly Activity[] = [
  {
    name: "walking",
    tempo: 0.9,
    oneHanded: false,
    move(pose, phase, { amplitude, style }) {
      gait(pose, phase, 24 * degree, 50 * degree, 19 * degree * amplitude);
      pose.lean = 3 * degree;
      for (const arm of [pose.rightArm, pose.leftArm])
        arm.elbow = (18 + 8 * style + 8 * Math.sin(turn * phase)) * degree;
    },
  },
  {
    name: "climbing-stairs",
    tempo: 0.86,
    oneHanded: false,
    move(pose, phase, { amplitude, style }) {
      gait(pose, phase, 26 * degree, 62 * degree, 17 * degree * amplitude);
      pose.rightLeg.flexion += 20 * degree * swell(phase + 0.75);
      pose.leftLeg.flexion += 20 * degree * swell(phase + 0.25);
      pose.lean = 8 * degree;
      pose.rise = 0.2 * phase + 0.018 * Math.sin(2 * turn * phase);
      for (const arm of [pose.rightArm, pose.leftArm])
        arm.elbow = (20 + 9 * style + 8 * Math.sin(turn * phase)) * degree;
    },
  },
  {
    name: "jogging",
    tempo: 1.3,
    oneHanded: false,
    move(pose, phase, { amplitude, style }) {
      gait(pose, phase, 30 * degree, 80 * degree, 26 * degree * amplitude);
      pose.lean = 8 * degree;
      pose.rise = 0.04 * amplitude * swell(2 * phase);
      for (const arm of [pose.rightArm, pose.leftArm]) arm.elbow = (75 + 15 * style) * degree;
    },
  },
  {
    name: "waving",
    tempo: 1.3,
    oneHanded: true,
    move({ rightArm }, phase, { amplitude, style }) {
      const swing = Math.sin(turn * phase) * amplitude;
      rightArm.abduction = (55 + 20 * style) * degree;
      rightArm.flexion = (25 - 20 * style) * degree;
      rightArm.rotation = -(70 + 12 * swing) * degree;
      rightArm.elbow = (95 + 20 * swing) * degree;
      rightArm.pronation = 20 * degree;
    },
  },
  {
    name: "wiping-a-window",
    tempo: 1.15,
    oneHanded: true,
    move(pose, phase, { amplitude, style }) {
      const across = Math.sin(turn * phase) * amplitude;
      const along = Math.cos(turn * phase) * amplitude * (0.5 + 0.5 * style);
      const { rightArm } = pose;
      rightArm.abduction = (40 + 10 * across) * degree;
      rightArm.flexion = (45 + 9 * along) * degree;
      rightArm.rotation = -(50 + 16 * across) * degree;
      rightArm.elbow = (80 - 14 * along + 8 * across) * degree;
      rightArm.pronation = 25 * degree;
      pose.twist = -5 * degree * across;
      pose.lean = 7 * degree;
    },
  },
  {
    name: "curling",
    tempo: 0.5,
    oneHanded: true,
    move({ rightArm }, phase, { amplitude, style }) {
      rightArm.elbow = (20 + 95 * amplitude * hold(phase, 0.5)) * degree;
      rightArm.flexion = (4 + 8 * style + 10 * swell(phase)) * degree;
      rightArm.pronation = -(45 - 20 * style) * degree;
      rightArm.abduction = 6 * degree;
    },
  },
  {
    name: "drinking",
    tempo: 0.42,
    oneHanded: true,
    move(pose, phase, { amplitude, style }) {
      const lifted = hold(phase, 0.55);
      const { rightArm } = pose;
      rightArm.elbow = (35 + 85 * amplitude * lifted) * degree;
      rightArm.flexion = (12 + 8 * style + 30 * lifted) * degree;
      rightArm.abduction = (8 + 14 * lifted) * degree;
      rightArm.rotation = 15 * degree * lifted;
      rightArm.pronation = (-25 + 20 * style + 20 * lifted) * degree;
      pose.lean = -5 * degree * lifted;
    },
  },
  {
    name: "clapping",
    tempo: 1.7,
    oneHanded: false,
    move(pose, phase, { amplitude, style }) {
      const apart = swell(phase) * amplitude;
      for (const arm of [pose.rightArm, pose.leftArm]) {
        arm.flexion = (30 + 12 * style) * degree;
        arm.elbow = (80 + 10 * style) * degree;
        arm.rotation = (42 - 30 * apart) * degree;
        arm.abduction = (4 + 10 * apart) * degree;
        arm.pronation = 10 * degree;
      }
    },
  },
  {
    name: "squatting",
    tempo: 0.42,
    oneHanded: false,
    move(pose, phase, { amplitude, style }) {
      const down = swell(phase) * amplitude;
      for (const leg of [pose.rightLeg, pose.leftLeg]) {
        leg.flexion = 75 * degree * down;
        leg.knee = 100 * degree * down;
        leg.abduction = 14 * degree;
      }
      pose.lean = 28 * degree * down;
      for (const arm of [pose.rightArm, pose.leftArm]) {
        arm.flexion = (15 + (35 + 20 * style) * down) * degree;
        arm.elbow = 22 * degree;
      }
    },
  },
  {
    name: "standing-up",
    tempo: 0.38,
    oneHanded: false,
    move(pose, phase, { amplitude, style }) {
      const seated = hold(phase, 0.5);
      for (const leg of [pose.rightLeg, pose.leftLeg]) {
        leg.flexion = 82 * degree * seated;
        leg.knee = 86 * degree * seated;
        leg.abduction = 6 * degree;
      }
      pose.lean = (4 + 30 * amplitude * swell(2 * phase)) * degree;
      for (const arm of [pose.rightArm, pose.leftArm]) {
        arm.flexion = (8 + (28 + 14 * style) * seated) * degree;
        arm.elbow = (20 + 20 * seated) * degree;
      }
    },
  },
];
