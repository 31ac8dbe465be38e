import { expect, test } from "vitest";
import { activities } from "#sensors/demo/activities";
import { type Body, jointPositions, joints, restPose, rightArmOf } from "#sensors/demo/body";
import { rotate, type Vector } from "#sensors/demo/rotation";

const body: Body = {
  ...{ torso: 0.5, neck: 0.2, shoulders: 0.2, hips: 0.1, upperArm: 0.3, forearm: 0.25 },
  ...{ hand: 0.1, thigh: 0.45, shin: 0.42, foot: 0.2 },
};
const stance = { position: [1, 0, 2], heading: 0 } as const;
const at = (points: readonly Vector[], name: string) => points[joints.indexOf(name)]!;
const distance = (a: Vector, b: Vector) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);

test("joints are the twenty of UTD-MHAD, in its order", () => {
  expect(joints).toHaveLength(20);
  expect([joints[0], joints[3], joints[6], joints[10], joints[17]]).toEqual([
    ...["head", "hip-centre", "left-wrist", "right-wrist", "right-knee"],
  ]);
});

test("at rest the body stands straight, arms hanging, right side at +x", () => {
  const points = jointPositions(body, restPose(), stance);
  expect(at(points, "head")[1] - at(points, "hip-centre")[1]).toBeCloseTo(0.7, 6);
  expect(at(points, "right-ankle")[1]).toBeCloseTo(0, 1);
  expect(at(points, "right-wrist")[0]).toBeCloseTo(1.2, 6);
  expect(at(points, "left-wrist")[0]).toBeCloseTo(0.8, 6);
  expect(at(points, "right-shoulder")[1] - at(points, "right-wrist")[1]).toBeCloseTo(0.55, 6);
});

test.each([
  ["flexion lifts the arm forward", { flexion: Math.PI / 2 }, [0, 0, -0.55]],
  ["abduction lifts it outward", { abduction: Math.PI / 2 }, [0.55, 0, 0]],
  ["the elbow bends forward", { elbow: Math.PI / 2 }, [0, -0.3, -0.25]],
  [
    "inward rotation turns the bent forearm to the left",
    { elbow: Math.PI / 2, rotation: Math.PI / 2 },
    [-0.25, -0.3, 0],
  ],
  ["pronation moves nothing", { pronation: 1 }, [0, -0.55, 0]],
] as const)("%s", (_name, angles, expected) => {
  const pose = restPose();
  Object.assign(pose.rightArm, angles);
  const [shoulder, , wrist] = rightArmOf(body, pose, stance).points;
  const reach = [0, 1, 2].map((axis) => wrist![axis]! - shoulder![axis]!);
  expect(reach).toEqual(expected.map((value) => expect.closeTo(value, 6)));
});

test("bones keep their lengths, and the watch its place, whatever is done", () => {
  for (const activity of activities) {
    for (const phase of [0, 0.2, 0.4, 0.6, 0.8]) {
      const pose = restPose();
      activity.move(pose, phase, { amplitude: 1.2, style: 0.7 });
      const points = jointPositions(body, pose, { ...stance, heading: 0.8 });
      const bones = [
        ["right-elbow", "right-wrist", 0.25],
        ["left-shoulder", "left-elbow", 0.3],
        ["right-hip", "right-knee", 0.45],
        ["hip-centre", "shoulder-centre", 0.5],
      ] as const;
      for (const [from, to, length] of bones)
        expect(distance(at(points, from), at(points, to)), activity.name).toBeCloseTo(length, 6);
      const arm = rightArmOf(body, pose, { ...stance, heading: 0.8 });
      expect(distance(arm.points[2]!, at(points, "right-wrist"))).toBeCloseTo(0, 9);
      const toElbow = rotate(arm.frame, [0, 0.25, 0]);
      const elbow = at(points, "right-elbow");
      expect(
        distance(elbow, arm.points[2]!.map((v, i) => v + toElbow[i]!) as unknown as Vector),
      ).toBeCloseTo(0, 6);
    }
  }
});

test("bending both legs lowers the hips and keeps the feet on the ground", () => {
  const pose = restPose();
  for (const leg of [pose.rightLeg, pose.leftLeg]) Object.assign(leg, { flexion: 1, knee: 1.6 });
  const points = jointPositions(body, pose, stance);
  expect(at(points, "hip-centre")[1]).toBeLessThan(0.7);
  expect(at(points, "right-ankle")[1]).toBeCloseTo(0, 1);
});
