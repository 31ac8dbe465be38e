import { describe, expect, test } from "vitest";
import { motionColumns } from "#live/motion-columns";
import { motionRow } from "#live/page/motion";
import { Replay } from "#live/page/replay";
import { truthOf } from "#live/page/truth";

const axes = ["x", "y", "z"];
const input = (unit: string, channels = axes) => ({ channels, unit, length: 100, sampleRate: 50 });
const event = {
  acceleration: { x: 1, y: 2, z: 3 },
  accelerationIncludingGravity: { x: 1, y: 2, z: 12.8 },
  rotationRate: { alpha: 10, beta: 20, gamma: 30 },
};

describe("a device's sensor", () => {
  test("feeds what the model reads, in its order and in the units it states", () => {
    const columns = motionColumns({ gyro: input("rad/s"), acc: input("g"), body: input("g") })!;
    const [rate, force] = ["deg/s", "m/s²"].map((unit) => Array(3).fill(unit));
    expect(columns.units).toEqual({ gyro: rate, acc: force, body: force });
    const row = [...motionRow(event, columns, false)].map((x) => Math.round(10 * x) / 10);
    expect(row).toEqual([10, 20, 30, 1, 2, 12.8, 1, 2, 3]); // about x, y, z: alpha, beta, gamma, as browsers and the specification since 2018 have it
  });

  test("feeds an input that was joined from several signals", () => {
    const channels = ["body", "gyro", "acc"].flatMap((each) =>
      axes.map((axis) => `${each}.${axis}`),
    );
    const columns = motionColumns({ imu: input("g, rad/s", channels) })!;
    expect(columns.quantities).toEqual(["without-gravity", "rotation", "with-gravity"]);
    expect(columns.units.imu).toEqual(
      ["m/s²", "deg/s", "m/s²"].flatMap((unit) => Array(3).fill(unit)),
    );
    expect(motionColumns({ imu: input("g") })!.quantities).toEqual(["with-gravity"]);
  });

  test("of Apple has gravity the other way, but turns alike", () => {
    const columns = motionColumns({ acc: input("g"), gyro: input("rad/s") })!;
    const row = [...motionRow(event, columns, true)].map((x) => Math.round(10 * x) / 10);
    expect(row).toEqual([-1, -2, -12.8, 10, 20, 30]);
  });

  test("says nothing where it knows nothing", () => {
    const columns = motionColumns({ acc: input("g") })!;
    const silent = { acceleration: null, accelerationIncludingGravity: null, rotationRate: null };
    expect([...motionRow(silent, columns, false)]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });

  test.each([
    ["a heart", input("mV")],
    [
      "several places",
      input(
        "g",
        ["wrist.acc", "hip.acc"].flatMap((each) => axes.map((axis) => `${each}.${axis}`)),
      ),
    ],
    ["axes of different sensors", input("g", ["acc.x", "acc.y", "body.z"])],
    ["one axis", input("g", ["x"])],
    ["electrodes", input("µV", ["C3", "Cz", "C4"])],
  ])("is none of %s", (_, described) => {
    expect(motionColumns({ it: described })).toBeUndefined();
  });
});

describe("a played recording", () => {
  const recording = {
    ...{ subject: "p", sampleRate: 10, labels: Int32Array.of(0, 0, 1, 1, 1) },
    rows: Float32Array.from({ length: 10 }, (_, i) => i),
  };
  function played(moments: readonly number[], speed = 1) {
    const rows: [number, number, number][] = [];
    let now = 0;
    const replay = new Replay({
      ...{ recording, now: () => now, speed: () => speed },
      onRow: (time, values, label) => rows.push([time, values[0]!, label]),
    });
    for (const moment of moments) {
      now = moment;
      replay.play();
    }
    return rows;
  }

  test("hands out what is due, and begins again with stamps that go on", () => {
    expect(played([0.25, 0.7])).toEqual([
      [0, 0, 0],
      [0.1, 2, 0],
      [0.2, 4, 1],
      [0.3, 6, 1],
      [0.4, 8, 1],
      [0.5, 0, 0],
      [0.6, 2, 0],
    ]);
  });

  test("runs faster where asked; a tab that slept does not flood", () => {
    expect(played([0.5], 4)).toHaveLength(20);
    expect(played([3600])).toHaveLength(10);
  });

  test("knows the truth of a window that lies in one activity", () => {
    expect(truthOf(recording, 0, 0.2)).toBe(0);
    expect(truthOf(recording, 0.1, 0.4)).toBe(-1);
    expect(truthOf(recording, 0.7, 1)).toBe(1); // in the second round
  });
});
