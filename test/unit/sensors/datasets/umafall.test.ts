import { existsSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { Random } from "#core/random";
import { type UmafallOptions, umafall } from "#sensors/datasets/umafall";
import { type LoadedDataset, loadDataset } from "#sensors/load-dataset";
import { temporaryFolder } from "#test/unit/sensors/temporary-folder";

const location = join("..", "shared", "data", "UMAFall");
const random = new Random(1);

describe.skipIf(!existsSync(location))("the original archive (needs ../shared/data)", () => {
  let loaded: LoadedDataset;
  beforeAll(async () => {
    loaded = await loadDataset(umafall, { location, random });
  }, 60_000);

  test("557 trials of 18 people, one of them with too thin a wrist", () => {
    const { recordings, notes } = loaded;
    const left = notes.filter(({ kind }) => kind === "left out");
    expect(left.map(({ what }) => what)).toEqual([
      "trials with less than half of the samples of acc-wrist",
    ]);
    expect(recordings).toHaveLength(556);
    const counts = new Map<string, number>();
    for (const { subject } of recordings) counts.set(subject, (counts.get(subject) ?? 0) + 1);
    expect(counts.size).toBe(18);
    expect(counts.has("18")).toBe(false);
    expect(Math.min(...counts.values())).toBeGreaterThanOrEqual(10);
  });

  test("15 s at 20 and 200 Hz; accelerations within ±8 g and ±4 g, turning within ±257 °/s", () => {
    const overshoot = 1.2; // of the resampling filter, where a sensor was at its limit
    const limits = {
      "acc-wrist": overshoot * 8.03,
      "gyro-wrist": (overshoot * 257 * Math.PI) / 180,
      "acc-pocket": overshoot * 4.05,
    };
    for (const { id, signals } of loaded.recordings)
      for (const [name, limit] of Object.entries(limits)) {
        const { data, sampleRate } = signals[name]!;
        expect(data.length / 3 / sampleRate, id).toBeGreaterThan(11);
        expect(data.length / 3 / sampleRate, id).toBeLessThan(15.2);
        expect(
          data.every((x) => Number.isNaN(x) || Math.abs(x) <= limit),
          `${id} ${name}`,
        ).toBe(true);
      }
  });

  test("the 20 trials of subject 13 are there, repaired and told of", () => {
    const own = loaded.recordings.filter(({ subject }) => subject === "13");
    expect(own).toHaveLength(20);
    const repaired = loaded.notes.filter(({ what }) =>
      what.startsWith("numbers that a spreadsheet"),
    );
    expect(repaired).toHaveLength(20);
    expect(repaired.every(({ file }) => file.includes("Subject_13"))).toBe(true);
    const walk = own.find(({ id }) => id.includes("_Walking_"))!.signals["acc-pocket"]!.data;
    let sum = 0;
    for (let i = 0; i < walk.length; i += 3)
      sum += Math.hypot(walk[i]!, walk[i + 1]!, walk[i + 2]!);
    expect((3 * sum) / walk.length).toBeGreaterThan(0.9);
    expect((3 * sum) / walk.length).toBeLessThan(1.3);
  });

  test("missing values are rare", () => {
    const values = loaded.recordings.flatMap(({ signals }) => Object.values(signals));
    const missing = values.reduce((sum, { data }) => sum + data.filter(Number.isNaN).length, 0);
    expect(missing / values.reduce((sum, { data }) => sum + data.length, 0)).toBeLessThan(0.01);
  });
});

interface Trial {
  readonly sensors: Readonly<Record<number, string>>;
  /** Lines "ms;no;x;y;z;type;sensor". */
  readonly lines: readonly string[];
}

function trialFile({ sensors, lines }: Trial): string {
  const table = Object.entries(sensors).map(
    ([id, position]) => `%C4:BE:84:71:A5:0${id}; ${id}; ${position}; SensorTag`,
  );
  return [
    "% ID: a trial",
    "",
    "% MAC Address; Sensor_ID; Position; Device Model",
    ...table,
    "",
    ...lines,
  ].join("\r\n");
}

/** 15 s of one sensor; x, y, z by sample. */
function stream(
  type: number,
  sensor: number,
  rate: number,
  values: (i: number) => readonly (number | string)[],
) {
  return Array.from({ length: 15 * rate }, (_, i) =>
    [Math.round((1000 * i) / rate), i + 1, ...values(i), type, sensor].join(";"),
  );
}

const still = () => [0, 0, 1];
const name = (movement = "ADL_Walking") =>
  `UMAFall_Subject_07_${movement}_2_2016-06-06_16-43-29.csv`;
const wristOnly: Partial<UmafallOptions> = { positions: ["wrist"] };
const load = async (contents: Readonly<Record<string, string>>, options = wristOnly) =>
  loadDataset(umafall, { location: await temporaryFolder(contents), random, options });

test("the table of the file says which sensor was where", async () => {
  const lines = [
    ...stream(0, 4, 20, (i) => [i, 0, 1]),
    ...stream(1, 4, 20, () => [180, 0, -90]),
    ...stream(2, 4, 20, () => [5, 5, 5]),
    ...stream(0, 1, 20, still),
    ...stream(1, 1, 20, still),
  ];
  const text = trialFile({ sensors: { 1: "ANKLE", 4: "WRIST" }, lines });
  const { recordings, classes } = await load({ [name()]: text });
  const [{ signals, label, ...rest }] = recordings as [LoadedDataset["recordings"][0]];
  expect(rest).toMatchObject({ subject: "07", trial: "2", session: "2016-06-06" });
  expect(classes[label as number]).toBe("walking");
  expect(Object.keys(signals)).toEqual(["acc-wrist", "gyro-wrist"]);
  expect(signals["acc-wrist"]!.data[3 * 10]).toBeCloseTo(10, 3);
  expect(signals["gyro-wrist"]!.data[0]).toBeCloseTo(Math.PI, 5);
});

test("a trial without a sensor asked for is left out and counted", async () => {
  const both = [...stream(0, 3, 20, still), ...stream(1, 3, 20, still)];
  const text = trialFile({ sensors: { 0: "RIGHTPOCKET", 3: "WRIST" }, lines: both });
  await expect(load({ [name()]: text }, { positions: ["wrist", "pocket"] })).rejects.toThrow(
    "no recordings here",
  );
  const complete = trialFile({
    sensors: { 0: "RIGHTPOCKET", 3: "WRIST" },
    lines: [...both, ...stream(0, 0, 200, still)],
  });
  const files = { [name()]: text, [name("Fall_lateralFall")]: complete };
  const options = { positions: ["wrist", "pocket"], classes: "fall" } as const;
  const { recordings, notes, classes } = await load(files, options);
  expect(recordings.map(({ label }) => classes[label as number])).toEqual(["fall"]);
  expect(notes.map(({ kind, what, count }) => [kind, what, count])).toEqual([
    ["left out", "trials with less than half of the samples of acc-pocket", 1],
  ]);
});

test("a spreadsheet's file is repaired and told of", async () => {
  const lines = [
    ...stream(0, 3, 20, (i) => (i === 5 ? ["1.029.199.123.382.560", "-0.5", 1] : [1, "-0.5", 1])),
    ...stream(1, 3, 20, (i) => (i === 5 ? ["255.078.125", 0, 0] : ["25.5", 0, 0])),
  ].map((line) => `${line};`);
  const text = trialFile({ sensors: { 3: "WRIST" }, lines }).replace(
    "% ID: a trial",
    "% ID: a trial  ;;;;;;;",
  );
  const { recordings, notes } = await load({ [name()]: text });
  const { signals } = recordings[0]!;
  expect(signals["acc-wrist"]!.data[15]).toBeCloseTo(1.0292, 3);
  expect(notes.map(({ kind, count }) => [kind, count])).toContainEqual(["repaired", 1]);
});

test("a silence becomes missing values", async () => {
  const silent = (line: string) =>
    Number(line.split(";")[0]) < 5000 || Number(line.split(";")[0]) > 7000;
  const lines = [...stream(0, 3, 20, still), ...stream(1, 3, 20, still)].filter(silent);
  const { recordings } = await load({ [name()]: trialFile({ sensors: { 3: "WRIST" }, lines }) });
  const { data } = recordings[0]!.signals["acc-wrist"]!;
  expect(data.filter(Number.isNaN).length / 3 / 20).toBeGreaterThan(1.8);
});

test.each<[string, Readonly<Record<string, string>>, Partial<UmafallOptions>, RegExp]>([
  ["an unknown position", { [name()]: "" }, { positions: ["wirst"] }, /did you mean "wrist"/],
  ["no position", { [name()]: "" }, { positions: [] }, /name at least one position/],
  ["an unknown movement", { [name("ADL_Juggling")]: "" }, {}, /unknown movement "Juggling"/],
  [
    "no table of sensors",
    { [name()]: "1;1;0;0;1;0;3\n" },
    {},
    /no line says where a sensor was worn/,
  ],
])("%s: refused in one sentence", async (_what, contents, options, message) => {
  await expect(load(contents, options)).rejects.toThrow(message);
});
