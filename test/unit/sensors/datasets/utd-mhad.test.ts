import { existsSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { Random } from "#core/random";
import type { Recording } from "#core/signal";
import { utdMhad } from "#sensors/datasets/utd-mhad";
import { loadDataset } from "#sensors/load-dataset";
import { doubles, makeMat } from "#test/unit/sensors/formats/make-mat";
import { temporaryFolder } from "#test/unit/sensors/temporary-folder";

const location = join("..", "shared", "data", "UTD-MHAD");
const absent = !existsSync(location);
const random = new Random(1);

describe.skipIf(absent)("the original archives (needs ../shared/data)", () => {
  let recordings: readonly Recording[] = [];
  beforeAll(async () => {
    ({ recordings } = await loadDataset(utdMhad, { location, random }));
  }, 60_000);
  const lengths = (modality: string) =>
    recordings.map(({ signals }) => {
      const { data, channels } = signals[modality]!;
      return data.length / channels.length;
    });
  const range = (values: Iterable<number>) => {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
    return [low, high];
  };
  const values = (modality: string) =>
    recordings.flatMap(({ signals }) => range(signals[modality]!.data));

  test("all 861 pairs are there, 4 trials of 27 actions by 8 subjects but for three", () => {
    const trials = new Set(recordings.map(({ id }) => id));
    expect(trials.size).toBe(861);
    for (const gone of ["a8_s1_t4", "a23_s6_t4", "a27_s8_t4"]) expect(trials.has(gone)).toBe(false);
    const inTraining = recordings.filter(({ subject }) => utdMhad.split!.train.includes(subject));
    expect([inTraining.length, recordings.length - inTraining.length]).toEqual([431, 430]);
  });

  test("lengths and value ranges are the published ones", () => {
    const mean = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b) / numbers.length;
    expect(range(lengths("acc"))).toEqual([107, 326]);
    expect(range(lengths("skeleton"))).toEqual([41, 125]);
    expect(mean(lengths("acc"))).toBeCloseTo(180.8, 1);
    expect(mean(lengths("skeleton"))).toBeCloseTo(67.7, 1);
    expect(range(values("acc"))).toEqual([-8, 7.73].map((value) => expect.closeTo(value, 1)));
    const degree = Math.PI / 180;
    expect(range(values("gyro"))).toEqual(
      [-1000.5, 1000.5].map((value) => expect.closeTo(value * degree, 1)),
    );
  });

  test("skeletons stand upright: head above hips above feet, about 2.8 m away", () => {
    const at = (name: string) => utdMhad.modalities.skeleton!.channels.indexOf(name);
    const upright = recordings.filter(({ signals }) => {
      const { data } = signals.skeleton!;
      return (
        data[at("head.y")]! > data[at("hip-centre.y")]! &&
        data[at("hip-centre.y")]! > data[at("left-foot.y")]!
      );
    });
    expect(upright.length).toBe(861);
    const distances = recordings.map(({ signals }) => signals.skeleton!.data[at("spine.z")]!);
    expect(distances.reduce((a, b) => a + b) / 861).toBeCloseTo(2.8, 0);
  });
});

const inertial = makeMat([
  {
    name: "d_iner",
    dimensions: [2, 6],
    data: [9, doubles([1, 2, 3, 4, 5, 6, 180, 0, 0, 0, 0, 90])],
  },
]);
const skeleton = makeMat(
  [
    {
      name: "d_skel",
      dimensions: [20, 3, 2],
      data: [9, doubles(Array.from({ length: 120 }, (_, i) => i))],
    },
  ],
  { compress: true },
);

test("unpacked files in the published layout are read alike", async () => {
  const folder = await temporaryFolder({
    "Inertial/a27_s8_t2_inertial.mat": inertial,
    "Skeleton/a27_s8_t2_skeleton.mat": skeleton,
  });
  const { recordings } = await loadDataset(utdMhad, { location: folder, random });
  expect(recordings).toMatchObject([{ id: "a27_s8_t2", subject: "8", trial: "2", label: 26 }]);
  const { acc, gyro, skeleton: joints } = recordings[0]!.signals;
  expect([...acc!.data]).toEqual([1, 3, 5, 2, 4, 6]);
  expect([...gyro!.data]).toEqual([Math.PI, 0, 0, 0, 0, Math.PI / 2].map(Math.fround));
  expect([...joints!.data.subarray(0, 6)]).toEqual([0, 20, 40, 1, 21, 41]); // x y z of two joints
  expect(joints!.data[60]).toBe(60); // frame 1 begins
});

test("with `wrist` only the actions with the unit on the wrist are read", async () => {
  const folder = await temporaryFolder({
    ...{ "a21_s1_t1_inertial.mat": inertial, "a21_s1_t1_skeleton.mat": skeleton },
    ...{ "a22_s1_t1_inertial.mat": inertial, "a22_s1_t1_skeleton.mat": skeleton },
  });
  const options = { actions: "wrist" } as const;
  const { recordings } = await loadDataset(utdMhad, { location: folder, options, random });
  expect(recordings.map(({ id }) => id)).toEqual(["a21_s1_t1"]);
});

test.each<[string, Readonly<Record<string, Uint8Array>>, RegExp]>([
  ["no inertial files", { "a.txt": inertial }, /no a\*_s\*_t\*_inertial\.mat here/],
  ["no twin", { "a1_s1_t1_inertial.mat": inertial }, /a1_s1_t1 has no skeleton file/],
  [
    "a truncated file",
    { "a1_s1_t1_inertial.mat": inertial.subarray(0, 220), "a1_s1_t1_skeleton.mat": skeleton },
    /a1_s1_t1_inertial\.mat, byte 128: cut short/,
  ],
  [
    "another variable",
    { "a1_s1_t1_inertial.mat": skeleton, "a1_s1_t1_skeleton.mat": skeleton },
    /no "d_iner"[\s\S]*it holds: d_skel/,
  ],
  [
    "another shape",
    {
      "a1_s1_t1_inertial.mat": makeMat([
        { name: "d_iner", dimensions: [1, 1], data: [9, doubles([1])] },
      ]),
      "a1_s1_t1_skeleton.mat": skeleton,
    },
    /expected time × 6, received 1 × 1/,
  ],
])("%s: refused in one sentence", async (_name, files, message) => {
  const folder = await temporaryFolder(files);
  await expect(loadDataset(utdMhad, { location: folder, random })).rejects.toThrow(message);
});
