import { expect, test } from "vitest";
import {
  electrodesOf,
  montage,
  sensorOfChannels,
  triplesOf,
  wornAxes,
} from "#augmentations/channel-groups";

const placesOf = (channels: readonly string[]) => triplesOf(channels).map(({ places }) => places);

test("triples are found in the spellings of data sets", () => {
  expect(placesOf(["x", "y", "z"])).toEqual([[0, 1, 2]]);
  expect(placesOf(["pulse", "acc.x", "acc.y", "acc.z", "gyro_X", "gyro_Y", "gyro_Z"])).toEqual([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  expect(placesOf(["head.x", "head.y", "head.z", "head.x/s", "head.y/s", "head.z/s"]).length).toBe(
    2,
  );
});

test("axes of different sensors, or out of order, make no triple", () => {
  for (const channels of [
    ["a.x", "b.y", "a.z"],
    ["x", "z", "y"],
    ["x", "y"],
    ["C3", "Cz", "C4"],
    ["head.x", "head.y", "head.z/s"],
  ])
    expect(placesOf(channels), channels.join()).toEqual([]);
});

test("channels of a triple share a group", () => {
  expect([...sensorOfChannels(["a", "acc.x", "acc.y", "acc.z", "b"])]).toEqual([0, 1, 1, 1, 4]);
});

test("who is worn, who is a cap", () => {
  const channels = ["x", "y", "z"];
  expect(wornAxes.met({ channels, unit: "g" })).toBe(true);
  expect(wornAxes.met({ channels, unit: "m" })).toBe(false);
  expect(wornAxes.met({ channels, unit: "spine lengths" })).toBe(false);
  expect(wornAxes.met({ channels: ["C3"], unit: "µV" })).toBe(false);
  expect(montage(2).met({ channels: ["C3", "C4"], unit: "µV" })).toBe(true);
  expect(montage(3).met({ channels: ["C3", "C4"], unit: "µV" })).toBe(false);
  expect(electrodesOf(["C3", "EOG"])).toBeUndefined();
});
