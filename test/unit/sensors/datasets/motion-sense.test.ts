import { expect, test } from "vitest";
import { Random } from "#core/random";
import { motionSense } from "#sensors/datasets/motion-sense";
import { loadDataset } from "#sensors/load-dataset";
import { motionSenseFile } from "#test/unit/sensors/datasets/examples";
import { makeZip } from "#test/unit/sensors/make-zip";
import { temporaryFolder } from "#test/unit/sensors/temporary-folder";

const load = async (contents: Readonly<Record<string, string | Uint8Array>>) =>
  loadDataset(motionSense, { location: await temporaryFolder(contents), random: new Random(1) });

test("an archive in place: acceleration is gravity and the user's together", async () => {
  const archive = makeZip({
    "A_DeviceMotion_data/jog_16/sub_24.csv": motionSenseFile(10),
    "A_DeviceMotion_data/dws_1/sub_2.csv": motionSenseFile(20),
  });
  const { recordings, classes } = await load({ "A_DeviceMotion_data.zip": archive });
  expect(
    recordings.map(({ id, subject, trial, label }) => [
      id,
      subject,
      trial,
      classes[label as number],
    ]),
  ).toEqual([
    ["dws_1-2", "2", "1", "walking-downstairs"],
    ["jog_16-24", "24", "16", "jogging"],
  ]);
  const { acc, body, gyro } = recordings[0]!.signals;
  expect([...acc!.data.subarray(0, 3)]).toEqual([0.11, 0.22, -0.87].map(Math.fround));
  expect([...body!.data.subarray(0, 3)]).toEqual([0.01, 0.02, 0.03].map(Math.fround));
  expect([...gyro!.data.subarray(0, 3)]).toEqual([1, 2, 3]);
  expect(acc!.data.length).toBe(60);
});

test.each([
  ["another activity", "fly_1/sub_1.csv", motionSenseFile(3), /unknown activity "fly"/],
  [
    "another column",
    "wlk_7/sub_1.csv",
    motionSenseFile(3).replace("gravity.x", "g.x"),
    /no column "gravity\.x"/,
  ],
])("%s: refused in one sentence", async (_what, path, text, message) => {
  await expect(load({ [path]: text })).rejects.toThrow(message);
});
