/** @file The people of the demo: each has a body, habits and a way of wearing the watch; each take differs a little. */
import type { Random } from "#core/random";
import type { Activity, Manner } from "./activities.ts";
import type { ArmPose, Body, Pose, Stance } from "./body.ts";
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
  const posture = sway(habit, 7 * degree, 0);
  const random = person.random.fork(activity.name, take);
  const manner: Manner = {
    amplitude: person.amplitude * Math.exp(0.12 * random.normal()),
    style: style + 0.15 * random.normal(),
  };
  const frequency = activity.tempo * person.tempo * habitTempo * Math.exp(0.05 * random.normal());
  const start = random.uniform();
  const unsteady = { size: 0.06 * random.normal(), rate: random.between(0.2, 0.5) };
  const swaying = sway(random, 3 * degree, 0.65);
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
      return mirrored ? withArmsSwapped(pose) : pose;
    },
  };
}

function withArmsSwapped(pose: Pose): Pose {
  return { ...pose, rightArm: pose.leftArm, leftArm: pose.rightArm };
}

/** Adds to each angle an offset (`rate` 0) or a slow wander of its own. */
function sway(random: Random, size: number, rate: number): (pose: Pose, time: number) => void {
  const wander = (share: number) => {
    const height = size * share * random.normal();
    const pace = 2 * Math.PI * rate * random.between(0.4, 1.6);
    const phase = rate === 0 ? Math.PI / 2 : random.between(0, 2 * Math.PI);
    return (time: number) => height * Math.sin(pace * time + phase);
  };
  const arms = [1.2, 0.8, 1.4, 1.4, 1.6];
  const [right, left] = [arms.map(wander), arms.map(wander)];
  const trunk = [0.6, 0.5, 0.8].map(wander);
  return (pose, time) => {
    swayArm(pose.rightArm, right, time);
    swayArm(pose.leftArm, left, time);
    pose.lean += trunk[0]!(time);
    pose.roll += trunk[1]!(time);
    pose.twist += trunk[2]!(time);
  };
}

function swayArm(arm: ArmPose, by: readonly ((time: number) => number)[], time: number): void {
  arm.flexion += by[0]!(time);
  arm.abduction += by[1]!(time);
  arm.rotation += by[2]!(time);
  arm.elbow += by[3]!(time);
  arm.pronation += by[4]!(time);
}
