import { expect, test } from "vitest";
import { joinSignals } from "#sensors/join-signals";
import { rampRecording, rampSignal } from "./samples.ts";

const recording = rampRecording(4, {
  signals: {
    acc: rampSignal(4, ["x", "y"]),
    gyro: { ...rampSignal(7, ["x"], 20), unit: "rad/s" },
  },
});

test("one modality keeps its channels and unit", () => {
  const joined = joinSignals(recording, "acc", { steps: 4 });
  expect(joined).toMatchObject({ channels: ["x", "y"], unit: "g", length: 4, duration: 0.4 });
  expect([...joined.values("whole")]).toEqual([0, 100, 1, 101, 2, 102, 3, 103]);
});

test("several are joined channel by channel, each stretched to the same steps", () => {
  const joined = joinSignals(recording, "imu", { steps: 4, from: ["acc", "gyro"] });
  expect(joined).toMatchObject({ channels: ["acc.x", "acc.y", "gyro.x"], unit: "g, rad/s" });
  expect(joined.duration).toBe(0.35);
  expect([...joined.values("whole")]).toEqual([0, 100, 0, 1, 101, 2, 2, 102, 4, 3, 103, 6]);
});

test("a stretch in seconds is read at each signal's own rate", () => {
  const joined = joinSignals(recording, "imu", { steps: 2, from: ["acc", "gyro"] });
  expect([...joined.values({ start: 0.1, seconds: 0.2 })]).toEqual([1, 101, 2, 2, 102, 4]);
});

test("named channels are kept, in that order", () => {
  const options = { steps: 2, from: ["acc", "gyro"], channels: ["gyro.x", "acc.x"] };
  const joined = joinSignals(recording, "imu", options);
  expect(joined.channels).toEqual(["gyro.x", "acc.x"]);
  expect([...joined.values("whole")]).toEqual([0, 0, 6, 3]);
});

test("unknown modalities and channels are answered with the nearest", () => {
  expect(() => joinSignals(recording, "gyr", { steps: 2 })).toThrow(
    /recording r1: modality "gyr" is unknown\n {2}help: did you mean "gyro"\? known: acc, gyro/,
  );
  expect(() => joinSignals(recording, "acc", { steps: 2, channels: ["X"] })).toThrow(
    /acc channel "X" is unknown\n {2}help: did you mean "x"/,
  );
});
