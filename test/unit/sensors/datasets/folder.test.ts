import { join } from "node:path";
import { expect, test } from "vitest";
import { Random } from "#core/random";
import { folder } from "#sensors/datasets/folder";
import { loadDataset } from "#sensors/load-dataset";
import { splitWindows } from "#sensors/split";
import { makeWindows } from "#sensors/windows";
import { temporaryFolder } from "#test/unit/sensors/temporary-folder";

const description = `
sampleRate: 10
modalities:
  acc: { columns: [ax, az], unit: m/s² }
  gyro: { columns: [gx], unit: deg/s }
label: { folder: 1 }
subject: { path: "(p\\\\d)[.]csv$" }
`;
const csv = "time,ax,az,gx\n0,0,9.80665,180\n0.1,19.6133,0,-90\n0.2,0,0,0\n";
const files = {
  "walk/p1.csv": csv,
  "walk/p2.csv": csv,
  "sit/p1.csv": csv,
  "sit/p2.csv": csv,
};

async function load(changes: Readonly<Record<string, string>> = {}, yaml = description) {
  const location = await temporaryFolder({ "wristill-data.yaml": yaml, ...files, ...changes });
  return await loadDataset(folder, { location, random: new Random(1) });
}

test("files become recordings in the units used here", async () => {
  const { recordings, classes, modalities } = await load();
  expect(classes).toEqual(["sit", "walk"]);
  expect(modalities).toEqual({
    acc: { unit: "g", channels: ["ax", "az"], sampleRate: 10 },
    gyro: { unit: "rad/s", channels: ["gx"], sampleRate: 10 },
  });
  expect(recordings.map(({ id, subject, label }) => [id, subject, label])).toEqual([
    ["sit/p1.csv", "p1", 0],
    ["sit/p2.csv", "p2", 0],
    ["walk/p1.csv", "p1", 1],
    ["walk/p2.csv", "p2", 1],
  ]);
  const { acc, gyro } = recordings[0]!.signals;
  const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 5));
  expect([...acc!.data]).toEqual(close([0, 1, 2, 0, 0, 0]));
  expect([...gyro!.data]).toEqual(close([Math.PI, -Math.PI / 2, 0]));
});

const byColumn = description
  .replace("{ folder: 1 }", "{ column: what }")
  .replace(/subject: .*/, "subject: { column: who }");
const track = "who,what,ax,az,gx\neve,sit,0,0,0\neve,,0,0,0\neve,walk,0,0,0\n";

test("labels and subjects may stand in columns, and labels may change on the way", async () => {
  const only = { "walk/p1.csv": track, "walk/p2.csv": track, "sit/p1.csv": track };
  const { recordings, classes } = await load(
    {
      ...only,
      "sit/p2.csv": track.replaceAll(/sit|(?<=eve),,/g, (m) => (m === ",," ? ",walk," : "walk")),
    },
    byColumn,
  );
  expect(classes).toEqual(["sit", "walk"]);
  expect(recordings.map(({ label }) => label)).toEqual([
    Int32Array.of(0, -1, 1),
    1,
    Int32Array.of(0, -1, 1),
    Int32Array.of(0, -1, 1),
  ]);
  expect(recordings[0]!.subject).toBe("eve");
});

const tracks = Object.fromEntries(Object.keys(files).map((path) => [path, track]));
const holed = "ax,az,gx\n0,0,0\nNaN,0,0\n,0,0\n3,0,0\n";

test("short gaps are interpolated where the description says so", async () => {
  const { recordings } = await load(
    { "sit/p1.csv": holed },
    `${description}missing: interpolate\n`,
  );
  const [first] = recordings;
  const expected = [0, 1, 2, 3].map((value) => expect.closeTo(value / 9.80665, 5));
  expect([...first!.signals.acc!.data].filter((_, i) => i % 2 === 0)).toEqual(expected);
});

test("a modality may be brought to a rate of its own, labels go with the first", async () => {
  const rows = Array.from({ length: 20 }, (_, t) => `eve,${t < 10 ? "sit" : "walk"},1,0,${t}`);
  const long = ["who,what,ax,az,gx", ...rows, ""].join("\n");
  const every = Object.fromEntries(Object.keys(files).map((path) => [path, long]));
  const slower = byColumn.replace("unit: m/s² }", "unit: m/s², sampleRate: 5 }");
  const { recordings, modalities } = await load(every, slower);
  const { acc, gyro } = recordings[0]!.signals;
  expect([modalities.acc!.sampleRate, modalities.gyro!.sampleRate]).toEqual([5, 10]);
  expect([acc!.data.length / 2, gyro!.data.length]).toEqual([10, 20]);
  expect(recordings[0]!.label).toEqual(Int32Array.of(0, 0, 0, 0, 0, 1, 1, 1, 1, 1));
});

const stamped = `${description.replace("unit: deg/s }", "unit: deg/s, sampleRate: 5 }")}time: { column: time, unit: ms }\n`;
/** acc each 100 ms, gyro each 200 ms, on rows of their own and out of order. */
const mixed = [
  "time,ax,az,gx",
  ...Array.from({ length: 21 }, (_, i) => `${1000 + 100 * i},9.80665,0,`),
  ...Array.from({ length: 11 }, (_, i) => `${1000 + 200 * i},,,${180 * i}`),
  "",
].join("\n");

test("with time stamps each modality is read from the rows that hold it, at its own rate", async () => {
  const all = Object.fromEntries(Object.keys(files).map((path) => [path, mixed]));
  const { recordings, modalities, notes } = await load(all, stamped);
  const { acc, gyro } = recordings[0]!.signals;
  expect([modalities.acc!.sampleRate, modalities.gyro!.sampleRate]).toEqual([10, 5]);
  expect([acc!.data.length / 2, gyro!.data.length]).toEqual([21, 11]);
  expect([...acc!.data.subarray(0, 2)]).toEqual([1, 0]);
  expect(gyro!.data[3]).toBeCloseTo(3 * Math.PI, 4);
  expect(notes).toEqual([]);
});

test("stamps may be dates; rows of one moment are taken together and told of", async () => {
  const dates = ["12:00:00.000", "12:00:00.100", "12:00:00.100", "12:00:00.200"].map(
    (time, i) => `2026-05-01T${time},${9.80665 * i},0,0`,
  );
  const text = ["time,ax,az,gx", ...dates, ""].join("\n");
  const all = Object.fromEntries(Object.keys(files).map((path) => [path, text]));
  const { recordings, notes } = await load(
    all,
    `${description}time: { column: time, unit: date }\n`,
  );
  expect([...recordings[0]!.signals.acc!.data]).toEqual(
    [0, 0, 1.5, 0, 3, 0].map((x) => expect.closeTo(x, 4)),
  );
  expect(notes.map(({ kind, count }) => [kind, count])).toContainEqual(["repaired", 1]);
});

test("a silence is refused, or kept as missing values", async () => {
  const silent = mixed
    .split("\n")
    .filter((line) => !/^(1[3-9]|2[0-5])00,9/.test(line))
    .join("\n");
  const all = Object.fromEntries(Object.keys(files).map((path) => [path, silent]));
  await expect(load(all, stamped)).rejects.toThrow(
    /sit\/p1\.csv: no values of acc from 0\.30 s after/,
  );
  const { recordings, modalities } = await load(all, `${stamped}missing: keep\n`);
  expect(modalities.acc!.gaps).toBe(true);
  expect(recordings[0]!.signals.acc!.data.filter(Number.isNaN).length).toBe(2 * 13);
});

test.each<[string, Readonly<Record<string, string>>, string, RegExp]>([
  [
    "no date",
    { "sit/p1.csv": "time,ax,az,gx\nnoon,1,2,3\n" },
    `${description}time: { column: time, unit: date }\n`,
    /sit\/p1\.csv, line 2: "noon" in column "time" is no date/,
  ],
  [
    "a modality without rows",
    { "sit/p1.csv": "time,ax,az,gx\n1,1,2,\n2,1,2,\n" },
    stamped,
    /0 complete rows of gyro/,
  ],
  ["an empty file", { "sit/p1.csv": "" }, description, /^sit\/p1\.csv, line 1: is empty/],
  [
    "ragged rows",
    { "sit/p1.csv": "ax,az,gx\n1,2\n" },
    description,
    /sit\/p1\.csv, line 2: not as many/,
  ],
  [
    "a gap",
    { "sit/p1.csv": holed },
    description,
    /sit\/p1\.csv, lines 3 to 4: no value in column "ax"/,
  ],
  [
    "a long gap",
    { "sit/p1.csv": holed },
    `${description}missing: interpolate\nlongestGap: 1\n`,
    /lines 3 to 4: no value in column "ax"[\s\S]*2 values; longestGap is 1/,
  ],
  [
    "an unknown label",
    {},
    `${description}classes: [sit, walks]\n`,
    /walk\/p1\.csv: unknown label "walk"[\s\S]*did you mean "walks"/,
  ],
  [
    "an unknown label in a row",
    tracks,
    `${byColumn}classes: [sit, run]\n`,
    /sit\/p1\.csv, line 4: unknown label "walk"/,
  ],
  [
    "a wrong column",
    {},
    description.replace("gx", "gyro_x"),
    /no column "gyro_x"[\s\S]*columns: time, ax/,
  ],
  [
    "no subject",
    {},
    description.replace("(p", "(q"),
    /sit\/p1\.csv: no subject: .* matches nothing/,
  ],
  [
    "a folder too many",
    {},
    description.replace("folder: 1", "folder: 3"),
    /no label: no folder 3 up/,
  ],
  ["no recordings", {}, `${description}files: "[.]tsv$"\n`, /none of 5 files matches \[\.\]tsv\$/],
  [
    "two subjects in one file",
    { ...tracks, "sit/p1.csv": track.replace("eve,walk", "adam,walk") },
    byColumn,
    /sit\/p1\.csv, line 4: subject "adam", before it "eve"/,
  ],
])("%s: refused in one sentence", async (_name, changes, yaml, message) => {
  await expect(load(changes, yaml)).rejects.toThrow(message);
});

test("a missing folder and a missing description say what to do", async () => {
  const location = await temporaryFolder({ "a.csv": csv });
  const random = new Random(1);
  await expect(loadDataset(folder, { location, random })).rejects.toThrow(
    /no wristill-data\.yaml here[\s\S]*for example:\nsampleRate: 50/,
  );
  await expect(loadDataset(folder, { location: join(location, "no"), random })).rejects.toThrow(
    /no data at .*no: there is no such file or folder/,
  );
  await expect(loadDataset(folder, { random })).rejects.toThrow(
    /data set "folder" .* needs its files\n {2}help: give the folder or the .zip file$/,
  );
});

test("two people can't be split in three; a class that only the test shows is named", async () => {
  const { recordings, classes } = await load({ "run/p2.csv": csv });
  const windows = makeWindows(recordings, classes, {
    whole: true,
    modalities: { acc: { steps: 3 } },
  });
  expect(() => splitWindows(windows, { test: 1, validation: 1 }, new Random(1))).toThrow(
    /2 subjects/,
  );
  expect(() => splitWindows(windows, { test: ["p2"] }, new Random(1))).toThrow(
    /nobody in training shows "run"/,
  );
});
