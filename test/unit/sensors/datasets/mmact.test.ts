import { expect, test } from "vitest";
import { Random } from "#core/random";
import { mmact } from "#sensors/datasets/mmact";
import { loadDataset } from "#sensors/load-dataset";
import { mmactFile, mmactTake } from "#test/unit/sensors/datasets/examples";
import { temporaryFolder } from "#test/unit/sensors/temporary-folder";

const load = async (contents: Readonly<Record<string, string | Uint8Array>>) =>
  loadDataset(mmact, { location: await temporaryFolder(contents), random: new Random(1) });

test("the clips of a take belong together, whatever the capitals; each keeps its rate", async () => {
  const { "gyro_clip/subject19/scene1/session2/carrying_light.csv": gyro, ...rest } = mmactTake(
    19,
    "carrying_light",
  );
  const capital = "gyro_clip/subject19/scene1/session2/Carrying_light.csv";
  const { recordings, classes } = await load({ ...rest, [capital]: gyro! });
  const [{ subject, session, run, label, signals }] = recordings as [(typeof recordings)[0]];
  expect([subject, session, run, classes[label as number]]).toEqual([
    "19",
    "2",
    "scene1",
    "carrying-light",
  ]);
  const steps = Object.values(signals).map(({ data, sampleRate }) => data.length / 3 / sampleRate);
  for (const seconds of steps) expect(seconds).toBeCloseTo(2, 1);
  expect([...signals["acc-watch"]!.data.subarray(0, 3)]).toEqual([0, 0, 1]);
  expect(mmact.split!.test).toContain(subject);
});

test("an action that a sensor did not see, or saw nothing of, is left out and counted", async () => {
  const take = mmactTake(1, "fall");
  const { "acc_phone_clip/subject1/scene1/session2/fall.csv": _phone, ...without } = take;
  const empty = { ...mmactTake(2, "fall"), "acc_watch_clip/subject2/scene1/session2/fall.csv": "" };
  const { recordings, notes } = await load({ ...without, ...empty, ...mmactTake(3, "walking") });
  expect(recordings.map(({ subject }) => subject)).toEqual(["3"]);
  expect(notes.map(({ what, count }) => [what, count])).toEqual([
    ["actions without acc-watch", 1],
    ["actions without acc-phone", 1],
  ]);
});

test.each([
  ["an unknown action", "juggling", mmactFile(100), /unknown action "juggling"/],
  ["no time", "walking", "yesterday,1,2,3\n", /"yesterday" is no time/],
])("%s: refused in one sentence", async (_what, action, text, message) => {
  const path = `acc_watch_clip/subject1/scene1/session1/${action}.csv`;
  await expect(load({ [path]: text })).rejects.toThrow(message);
});
