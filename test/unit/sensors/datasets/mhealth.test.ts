import { expect, test } from "vitest";
import { Random } from "#core/random";
import { mhealth } from "#sensors/datasets/mhealth";
import { loadDataset } from "#sensors/load-dataset";
import { mhealthFile } from "#test/unit/sensors/datasets/examples";
import { temporaryFolder } from "#test/unit/sensors/temporary-folder";

const load = async (contents: Readonly<Record<string, string>>) =>
  loadDataset(mhealth, { location: await temporaryFolder(contents), random: new Random(1) });

test("columns at their places, in g, rad/s and mV; 0 is no class", async () => {
  const { recordings, classes } = await load({ "mHealth_subject7.log": mhealthFile([0, 4, 12]) });
  const [{ signals, label, subject }] = recordings as [(typeof recordings)[0]];
  expect(subject).toBe("7");
  expect([50, 150, 250].map((row) => classes[(label as Int32Array)[row]!])).toEqual([
    undefined,
    "walking",
    "jumping",
  ]);
  const first = (name: string) => [
    ...signals[name]!.data.subarray(0, signals[name]!.channels.length),
  ];
  const g = (values: readonly number[]) => values.map((x) => expect.closeTo(x / 9.80665, 5));
  const turn = (values: readonly number[]) =>
    values.map((x) => expect.closeTo((x * Math.PI) / 180, 5));
  expect(first("acc-chest")).toEqual(g([1, 2, 3]));
  expect(first("ecg")).toEqual([4, 5]);
  expect(first("acc-ankle")).toEqual(g([6, 7, 8]));
  expect(first("gyro-ankle")).toEqual(turn([9, 10, 11]));
  expect(first("acc-wrist")).toEqual(g([15, 16, 17]));
  expect(first("gyro-wrist")).toEqual(turn([18, 19, 20]));
});

test("a file of another shape is refused by name and line", async () => {
  const text = mhealthFile([1]).replace("\t1\n", "\n");
  await expect(load({ "mHealth_subject1.log": text })).rejects.toThrow(
    /mHealth_subject1\.log, line 1/,
  );
});
