import { expect, test } from "vitest";
import { Random } from "#core/random";
import { wisdmV11 } from "#sensors/datasets/wisdm-v1-1";
import { loadDataset } from "#sensors/load-dataset";
import { wisdmV11File } from "#test/unit/sensors/datasets/examples";
import { temporaryFolder } from "#test/unit/sensors/temporary-folder";

const load = async (text: string) => {
  const location = await temporaryFolder({ "WISDM_ar_v1.1_raw.txt": text });
  return loadDataset(wisdmV11, { location, random: new Random(1) });
};

test("a stretch of one person and one activity is a recording, in g", async () => {
  const { recordings, notes } = await load(
    wisdmV11File([
      [33, "Jogging"],
      [33, "Jogging"],
      [17, "Sitting"],
    ]),
  );
  expect(recordings.map(({ id, subject, trial, label }) => [id, subject, trial, label])).toEqual([
    ["33-Jogging-1", "33", "1", 1],
    ["33-Jogging-2", "33", "2", 1],
    ["17-Sitting-1", "17", "1", 4],
  ]);
  const { data, sampleRate } = recordings[0]!.signals.acc!;
  expect([data.length / 3, sampleRate]).toEqual([40, 20]);
  expect([...data.subarray(0, 3)]).toEqual([0.5 / 9.80665, 1, -1.5 / 9.80665].map(Math.fround));
  expect(notes).toEqual([]);
});

test("lines run together and a comma too many are read", async () => {
  const text = wisdmV11File([[33, "Walking"]])
    .replace(";\n", ";") // the first two lines in one
    .replace("-1.5;\n", "-1.5,;\n");
  const { recordings, notes } = await load(text);
  expect(recordings[0]!.signals.acc!.data.length / 3).toBe(40);
  expect(notes).toEqual([]);
});

test("lines without a z, without a time, of nonsense, and scraps are left out and counted", async () => {
  const good = wisdmV11File([
    [33, "Walking"],
    [34, "Standing"],
  ]);
  const text = [
    "33,Walking,0,0,0,0;\n",
    good.replace("0.5,9.80665,-1.5;", "0.5,9.80665,;"),
    "34,Standing,9000000000000,1,2,3;\n",
    "11,,\n",
    "35,Walking,x,1,2,3;\n",
  ].join("");
  const { recordings, notes } = await load(text);
  expect(recordings.map(({ id }) => id)).toEqual(["33-Walking-1", "34-Standing-1"]);
  expect(notes.map(({ kind, what, count }) => [kind, what, count])).toEqual([
    ["left out", "malformed lines", 2],
    ["left out", "lines without all three values", 1],
    ["left out", "lines without a time", 1],
    ["left out", "lines in stretches of less than a second", 1],
  ]);
});

test("stamps that stand still or step back do no harm", async () => {
  const lines = wisdmV11File([[33, "Walking"]]).split("\n");
  const { recordings } = await load([...lines.slice(0, 40), ...lines].join("\n"));
  expect(recordings.map(({ signals }) => signals.acc!.data.length / 3)).toEqual([40, 40]);
  const doubled = lines.flatMap((line) => [line, line]).join("\n");
  expect((await load(doubled)).recordings[0]!.signals.acc!.data.length / 3).toBe(40);
});
