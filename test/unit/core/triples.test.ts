import { expect, test } from "vitest";
import { triplesOf } from "#core/triples";

test.each([
  [["x", "y", "z"], [["", 0]]],
  [
    ["acc.x", "acc.y", "acc.z", "gyro.x", "gyro.y", "gyro.z"],
    [
      ["acc", 0],
      ["gyro", 3],
    ],
  ],
  [["temperature", "AccX", "AccY", "AccZ"], [["Acc", 1]]],
  [["head.x/s", "head.y/s", "head.z/s"], [["head", 0]]],
  [["acc.x", "acc.y", "gyro.z"], []],
  [["x", "y"], []],
  [["Fz", "Cz", "Pz"], []],
])("%j", (channels, expected) => {
  expect(triplesOf(channels).map(({ name, places }) => [name, places[0]])).toEqual(expected);
});
