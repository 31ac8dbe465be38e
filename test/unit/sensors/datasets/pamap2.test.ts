import { expect, test } from "vitest";
import { Random } from "#core/random";
import { type Pamap2Options, pamap2 } from "#sensors/datasets/pamap2";
import { loadDataset } from "#sensors/load-dataset";
import { pamap2File, pamap2Rows } from "#test/unit/sensors/datasets/examples";
import { temporaryFolder } from "#test/unit/sensors/temporary-folder";

const load = async (
  contents: Readonly<Record<string, string>>,
  options: Partial<Pamap2Options> = {},
) =>
  loadDataset(pamap2, {
    location: await temporaryFolder(contents),
    random: new Random(1),
    options,
  });

test("columns become units on hand, chest and ankle; activities a track of classes", async () => {
  const { recordings, classes } = await load({ "Protocol/subject105.dat": pamap2File([0, 4, 24]) });
  const [{ signals, label, id, subject }] = recordings as [(typeof recordings)[0]];
  expect([id, subject]).toEqual(["protocol-105", "105"]);
  const track = label as Int32Array;
  expect([50, 250, 450].map((step) => classes[track[step]!])).toEqual([
    undefined,
    "walking",
    "rope-jumping",
  ]);
  expect(track.length).toBe(600);
  const first = (name: string) => [...signals[name]!.data.subarray(0, 3)];
  expect(first("acc-hand")).toEqual([40, 50, 60].map((x) => expect.closeTo(x / 9.80665, 4)));
  expect(first("gyro-chest")).toEqual([270, 280, 290]);
  expect(first("mag-ankle")).toEqual([470, 480, 490]);
  expect(signals.heart!.data.every((rate) => rate === 90)).toBe(true);
});

test("missing values stay missing, and so does a stretch that was not sent", async () => {
  const rows = pamap2Rows([1], 4);
  for (let t = 100; t < 110; t++) rows[t]![4] = "NaN";
  const sent = rows.filter((_, t) => t < 200 || t >= 300);
  const text = sent.map((row) => row.join(" ")).join("\n");
  const { recordings } = await load({ "Protocol/subject101.dat": text }, { positions: ["hand"] });
  const { data } = recordings[0]!.signals["acc-hand"]!;
  const missing = (from: number, to: number) =>
    data
      .subarray(3 * from, 3 * to)
      .filter((_, i) => i % 3 === 0)
      .filter(Number.isNaN).length;
  expect(missing(0, 95)).toBe(0);
  expect(missing(101, 109)).toBe(8);
  expect(missing(205, 295)).toBe(90);
  expect(missing(305, 395)).toBe(0);
});

test("optional sittings are read on request, else left out and counted", async () => {
  const contents = {
    "Protocol/subject101.dat": pamap2File([1]),
    "Optional/subject101.dat": pamap2File([9]),
  };
  const { notes, recordings } = await load(contents, { positions: ["chest"] });
  expect(recordings.map(({ id }) => id)).toEqual(["protocol-101"]);
  expect(notes).toMatchObject([
    { kind: "left out", what: "sittings of optional activities", count: 1 },
  ]);
  const all = await load(contents, { activities: "all" });
  expect(all.recordings.map(({ id }) => id)).toEqual(["optional-101", "protocol-101"]);
  expect(all.classes[(all.recordings[0]!.label as Int32Array)[50]!]).toBe("watching-tv");
});

test.each<[string, string, Partial<Pamap2Options>, RegExp]>([
  [
    "a place nobody wore one",
    pamap2File([1]),
    { positions: ["wrist"] },
    /unknown position "wrist".*known: hand/s,
  ],
  ["no place", pamap2File([1]), { positions: [] }, /name at least one position/],
  ["a row cut short", `${pamap2File([1])}1 2 3\n`, {}, /subject101\.dat, line 201/],
])("%s: refused in one sentence", async (_what, text, options, message) => {
  await expect(load({ "Protocol/subject101.dat": text }, options)).rejects.toThrow(message);
});
