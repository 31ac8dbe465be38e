import { expect, test } from "vitest";
import { Random } from "#core/random";
import { type OpportunityOptions, opportunity } from "#sensors/datasets/opportunity";
import { loadDataset } from "#sensors/load-dataset";
import { opportunityFile } from "#test/unit/sensors/datasets/examples";
import { temporaryFolder } from "#test/unit/sensors/temporary-folder";

const load = async (text: string, options: Partial<OpportunityOptions> = {}) => {
  const location = await temporaryFolder({ "dataset/S2-Drill.dat": text });
  return loadDataset(opportunity, { location, random: new Random(1), options });
};

test("columns as in column_names.txt, thousandths of g and rad/s; gestures as a track", async () => {
  const positions = ["right-lower-arm", "right-wrist", "back"];
  const { recordings, classes } = await load(opportunityFile([0, 406516, 405506]), { positions });
  const [{ id, subject, run, signals, label }] = recordings as [(typeof recordings)[0]];
  expect([id, subject, run]).toEqual(["S2-Drill", "2", "Drill"]);
  const first = (name: string) => [...signals[name]!.data.subarray(0, 3)];
  expect(first("acc-right-lower-arm")).toEqual([64, 65, 66].map((x) => expect.closeTo(x, 3)));
  expect(first("gyro-right-lower-arm")).toEqual([67, 68, 69].map((x) => expect.closeTo(x, 3)));
  expect(first("acc-right-wrist")).toEqual([23, 24, 25].map((x) => expect.closeTo(x, 3)));
  expect(first("gyro-back")).toEqual([41, 42, 43].map((x) => expect.closeTo(x, 3)));
  expect(signals["gyro-right-wrist"]).toBeUndefined();
  const track = label as Int32Array;
  expect([30, 90, 150].map((row) => classes[track[row]!])).toEqual([
    undefined,
    "open-door-1",
    "toggle-switch",
  ]);
});

test("modes of locomotion are the other track", async () => {
  const { recordings, classes } = await load(opportunityFile([0], 5), { labels: "locomotion" });
  expect(new Set(recordings[0]!.label as Int32Array)).toEqual(new Set([classes.indexOf("lying")]));
});

test("where the radio failed values are missing", async () => {
  const text = opportunityFile([0, 0]).replaceAll(/^(1000 (?:\S+ ){62})(\S+)/gm, "$1NaN");
  const { recordings } = await load(text);
  expect(
    recordings[0]!.signals["acc-right-lower-arm"]!.data.filter(Number.isNaN).length,
  ).toBeGreaterThan(0);
});

test("an unknown place is refused with a guess", async () => {
  await expect(load(opportunityFile([0]), { positions: ["right-lower-am"] })).rejects.toThrow(
    /did you mean "right-lower-arm"/,
  );
});
