/** @file A 20-joint skeleton: joint angles → joint positions by forward kinematics. Lengths in m, angles in radians. */
import {
  aboutX,
  aboutY,
  aboutZ,
  compose,
  plus,
  type Rotation,
  rotate,
  type Vector,
} from "./rotation.ts";

/** Kinect v1 order, as in UTD-MHAD. */
export const joints = [
  "head",
  "shoulder-centre",
  "spine",
  "hip-centre",
  ...["left", "right"].flatMap((side) =>
    ["shoulder", "elbow", "wrist", "hand"].map((joint) => `${side}-${joint}`),
  ),
  ...["left", "right"].flatMap((side) =>
    ["hip", "knee", "ankle", "foot"].map((joint) => `${side}-${joint}`),
  ),
] as const;

/** Right arm and leg; the left ones mirror it. All zero: the limb hangs straight. */
export interface ArmPose {
  /** Upper arm forward. */
  flexion: number;
  /** Upper arm outward. */
  abduction: number;
  /** About the upper arm, inward. */
  rotation: number;
  /** Elbow bent. */
  elbow: number;
  /** Forearm turned inward. */
  pronation: number;
}

export interface LegPose {
  /** Thigh forward. */
  flexion: number;
  /** Thigh outward. */
  abduction: number;
  /** Knee bent. */
  knee: number;
}

export interface Pose {
  /** Torso bent forward. */
  lean: number;
  /** Torso bent to the right. */
  roll: number;
  /** Torso turned to the left against the hips. */
  twist: number;
  /** Hips above where the legs put them, m. */
  rise: number;
  readonly rightArm: ArmPose;
  readonly leftArm: ArmPose;
  readonly rightLeg: LegPose;
  readonly leftLeg: LegPose;
}

/** Segment lengths, m. */
export interface Body {
  readonly torso: number;
  readonly neck: number;
  readonly shoulders: number;
  readonly hips: number;
  readonly upperArm: number;
  readonly forearm: number;
  readonly hand: number;
  readonly thigh: number;
  readonly shin: number;
  readonly foot: number;
}

/** Where the person stands: hip centre over this point, turned left by `heading`. */
export interface Stance {
  readonly position: Vector;
  readonly heading: number;
}

export interface Arm {
  readonly points: readonly Vector[]; // shoulder, elbow, wrist, hand
  /** Of the forearm and so of a watch on it: x to the right, y along the forearm to the elbow, as the arm hangs. */
  readonly frame: Rotation;
}

/** Standing straight with hanging arms. */
export function restPose(): Pose {
  return {
    lean: 0,
    roll: 0,
    twist: 0,
    rise: 0,
    rightArm: { flexion: 0, abduction: 0, rotation: 0, elbow: 0, pronation: 0 },
    leftArm: { flexion: 0, abduction: 0, rotation: 0, elbow: 0, pronation: 0 },
    rightLeg: { flexion: 0, abduction: 0, knee: 0 },
    leftLeg: { flexion: 0, abduction: 0, knee: 0 },
  };
}

/** All joints in the order of {@link joints}. */
export function jointPositions(body: Body, pose: Pose, stance: Stance): readonly Vector[] {
  const { hips, torso, heading, chest } = trunk(body, pose, stance);
  const up = (length: number) => plus(hips, rotate(torso, [0, length, 0]));
  return [
    ...[up(body.torso + body.neck), chest, up(body.torso * 0.4), hips],
    ...arm(body, pose.leftArm, chest, torso, -1).points,
    ...arm(body, pose.rightArm, chest, torso, 1).points,
    ...leg(body, pose.leftLeg, hips, heading, -1),
    ...leg(body, pose.rightLeg, hips, heading, 1),
  ];
}

/** The right arm alone: what a watch needs. */
export function rightArmOf(body: Body, pose: Pose, stance: Stance): Arm {
  const { chest, torso } = trunk(body, pose, stance);
  return arm(body, pose.rightArm, chest, torso, 1);
}

function trunk(body: Body, pose: Pose, { position, heading }: Stance) {
  const turned = aboutY(heading);
  const height = hipHeight(body, pose) + pose.rise;
  const hips = plus(position, [0, height, 0]);
  const torso = compose(turned, aboutY(pose.twist), aboutX(-pose.lean), aboutZ(-pose.roll));
  return { hips, torso, heading: turned, chest: plus(hips, rotate(torso, [0, body.torso, 0])) };
}

/** The legs carry the hips: a smooth maximum, so that a foot lands within a few ms and not at once. */
function hipHeight(body: Body, pose: Pose): number {
  const softness = 0.012; // m
  const right = reach(body, pose.rightLeg) / softness;
  const left = reach(body, pose.leftLeg) / softness;
  const higher = Math.max(right, left);
  return softness * (higher + Math.log(Math.exp(right - higher) + Math.exp(left - higher)));
}

function reach(body: Body, { flexion, abduction, knee }: LegPose): number {
  const drop = body.thigh * Math.cos(flexion) + body.shin * Math.cos(flexion - knee);
  return drop * Math.cos(abduction);
}

function arm(body: Body, pose: ArmPose, chest: Vector, torso: Rotation, side: 1 | -1): Arm {
  const shoulder = plus(chest, rotate(torso, [side * body.shoulders, -0.03, 0]));
  const upper = compose(
    torso,
    aboutZ(side * pose.abduction),
    aboutX(pose.flexion),
    aboutY(side * pose.rotation),
  );
  const elbow = plus(shoulder, rotate(upper, [0, -body.upperArm, 0]));
  const frame = compose(upper, aboutX(pose.elbow), aboutY(side * pose.pronation));
  const wrist = plus(elbow, rotate(frame, [0, -body.forearm, 0]));
  const hand = plus(wrist, rotate(frame, [0, -body.hand, 0]));
  return { points: [shoulder, elbow, wrist, hand], frame };
}

function leg(body: Body, pose: LegPose, hips: Vector, heading: Rotation, side: 1 | -1) {
  const hip = plus(hips, rotate(heading, [side * body.hips, 0, 0]));
  const thigh = compose(heading, aboutZ(side * pose.abduction), aboutX(pose.flexion));
  const knee = plus(hip, rotate(thigh, [0, -body.thigh, 0]));
  const shin = compose(thigh, aboutX(-pose.knee));
  const ankle = plus(knee, rotate(shin, [0, -body.shin, 0]));
  const foot = plus(ankle, rotate(shin, [0, -0.05, -body.foot]));
  return [hip, knee, ankle, foot];
}
