import { expect, test } from "vitest";
import { sensorOf } from "#src/pipeline/app/sensors";

test.each([
  ["acc", "x", "g", { sensor: "accelerometer", axis: "x", unit: "g" }],
  ["acc", "ay", "g", { sensor: "accelerometer", axis: "y", unit: "g" }],
  ["gyro", "gyro_z", "rad/s", { sensor: "gyroscope", axis: "z", unit: "rad/s" }],
  ["body", "userAcceleration.x", "g", { sensor: "linear-acceleration", axis: "x", unit: "g" }],
  ["imu", "acc.x", "g, rad/s", { sensor: "accelerometer", axis: "x", unit: "g" }],
  ["imu", "gyro.z", "g, rad/s", { sensor: "gyroscope", axis: "z", unit: "rad/s" }],
  ["eeg", "Cz", "µV", { sensor: "eeg", axis: "Cz", unit: "µV" }],
  ["constructor", "x", "g", { sensor: "constructor", axis: "x", unit: "g" }],
  ["skeleton", "head.x", "m", { sensor: "skeleton", axis: "head.x", unit: "m" }],
])("%s %s in %s", (input, channel, unit, expected) => {
  expect(sensorOf(input, channel, unit)).toEqual(expected);
});
