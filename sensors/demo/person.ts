/** @file The people of the demo: each has a body, habits and a way of wearing the watch; each take differs a little. */
import type { Random } from "#core/random";
import type { Activity, Manner } from "./activities.ts";
import type { Body, Pose, Stance } from "./body.ts";
import { restPose } from "./body.ts";
import { aboutX, aboutY, aboutZ, compose, type Rotation } from "./rotation.ts";

export interface Person {
  readonly name: string;
  readonly body: Body;
  /** Faster or slower than others. */
  readonly tempo: number;
  /** Wider or smaller movements than others. */
  readonly amplitude: number;
  /** How the watch sits on the forearm. */
  readonly strap: Rotation;
  /** Share of takes in which one-handed activities are done with the hand that wears no watch. */
  readonly otherHand: number;
  readonly random: Random;
}

/** One performance of one activity. */
export interface Take {
  /** s */
  readonly duration: number;
  readonly stance: Stance;
  /** The pose at a time in s. */
  pose(time: number): Pose;
}

const degree = Math.PI / 180;

/** A person who depends on the name and the seed alone. */
export function drawPerson(name: string, random: Random): Person {
  const own = random.fork("person", name);
  const tilt = (sd: number) => sd * degree * own.normal();
  return {
    name,
    body: drawBody(own),
    tempo: Math.exp(0.1 * own.normal()),
    amplitude: Math.exp(0.15 * own.normal()),
    strap: compose(aboutY(tilt(16)), aboutX(tilt(6)), aboutZ(tilt(6))),
    otherHand: own.uniform() < 0.25 ? 0.2 : 0.03,
    random: own.fork("takes"),
  };
}

/** Segment lengths as shares of the height (Winter 2009, figure 4.1), each varied by 4 %. */
function drawBody(random: Random): Body {
  const height = random.between(1.55, 1.92); // m
  const length = (share: number) => height * share * (1 + 0.04 * random.normal());
  return {
    ...{ torso: length(0.288), neck: length(0.13), shoulders: length(0.115), hips: length(0.06) },
    ...{ upperArm: length(0.186), forearm: length(0.146), hand: length(0.05) },
    ...{ thigh: length(0.245), shin: length(0.246), foot: length(0.1) },
  };
}

/** The take of that number. */
export function drawTake(person: Person, activity: Activity, take: number): Take {
  const habit = person.random.fork(activity.name); // the same in all takes
  const style = habit.between(-1, 1);
  const habitTempo = Math.exp(0.1 * habit.normal());
  const posture = sway(habit, 5 * degree, 0);
  const random = person.random.fork(activity.name, take);
  const manner: Manner = {
    amplitude: person.amplitude * Math.exp(0.12 * random.normal()),
    style: style + 0.15 * random.normal(),
  };
  const frequency = activity.tempo * person.tempo * habitTempo * Math.exp(0.05 * random.normal());
  const start = random.uniform();
  const unsteady = { size: 0.06 * random.normal(), rate: random.between(0.2, 0.5) };
  const swaying = sway(random, 2.5 * degree, 1);
  const mirrored = activity.oneHanded && random.uniform() < person.otherHand;
  return {
    duration: random.between(2.8, 3.6),
    stance: {
      position: [0.15 * random.normal(), 0, 2.8 + 0.15 * random.normal()],
      heading: 12 * degree * random.normal(),
    },
    pose(time) {
      const pose = restPose();
      const late = unsteady.size * Math.sin(2 * Math.PI * unsteady.rate * time);
      activity.move(pose, start + frequency * time + late, manner);
      posture(pose, 0);
      swaying(pose, time);
      return mirrored ? { ...pose, rightArm: pose.leftArm, leftArm: pose.rightArm } : pose;
    },
  };
}

/** Adds to each angle an offset (`moving` 0) or a slow wander (`moving` 1) of its own. */
function sway(random: Random, size: number, moving: 0 | 1): (pose: Pose, time: number) => void {
  const wander = (share: number) => {
    const height = size * share * random.normal();
    const rate = 2 * Math.PI * moving * random.between(0.25, 1.1);
    const phase = moving === 0 ? Math.PI / 2 : random.between(0, 2 * Math.PI);
    return (time: number) => height * Math.sin(rate * time + phase);
  };
  const arm = () => [1.2, 0.8, 1.4, 1.4, 1.6].map(wander);
  const [right, left, trunk] = [arm(), arm(), [0.6, 0.5, 0.8].map(wander)];
  return (pose, time) => {
    for (const [limb, add] of [
      [pose.rightArm, right],
      [pose.leftArm, left],
    ] as const) {
      limb.flexion += add[0]!(time);
      limb.abduction += add[1]!(time);
      limb.rotation += add[2]!(time);
      limb.elbow += add[3]!(time);
      limb.pronation += add[4]!(time);
    }
    pose.lean += trunk[0]!(time);
    pose.roll += trunk[1]!(time);
    pose.twist += trunk[2]!(time);
  };
}
