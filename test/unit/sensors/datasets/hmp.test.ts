import { existsSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { Random } from "#core/random";
import { hmp } from "#sensors/datasets/hmp";
import { type LoadedDataset, loadDataset } from "#sensors/load-dataset";
import { temporaryFolder } from "#test/unit/sensors/temporary-folder";

const location = join("..", "shared", "data", "HMP");
const random = new Random(1);

describe.skipIf(!existsSync(location))("the original archive (needs ../shared/data)", () => {
  let loaded: LoadedDataset;
  beforeAll(async () => {
    loaded = await loadDataset(hmp, { location, random });
  }, 60_000);

  test("performances per class, 16 volunteers, 347 by one of them", () => {
    const { recordings, classes } = loaded;
    const counts = classes.map((_, i) => recordings.filter(({ label }) => label === i).length);
    expect(counts).toEqual([12, 102, 31, 42, 100, 5, 3, 101, 28, 100, 100, 102, 13, 100]);
    expect(new Set(recordings.map(({ subject }) => subject)).size).toBe(16);
    expect(recordings.filter(({ subject }) => subject === "f1")).toHaveLength(347);
  });

  test("446 529 samples of 64 levels within ±1.5 g, 125 to 9 318 a file", () => {
    const lengths = loaded.recordings.map(({ signals }) => signals.acc!.data.length / 3);
    expect(lengths.reduce((a, b) => a + b)).toBe(446_529);
    expect([Math.min(...lengths), Math.max(...lengths)]).toEqual([125, 9318]);
    const levels = new Set<number>();
    for (const { signals } of loaded.recordings) for (const x of signals.acc!.data) levels.add(x);
    expect(levels.size).toBe(64);
    expect([Math.min(...levels), Math.max(...levels)]).toEqual([-1.5, 1.5]);
  });

  test("nothing is repaired or left out", () => {
    expect(loaded.notes).toEqual([]);
  });
});

const name = "Accelerometer-2011-03-24-10-24-39-climb_stairs-f1.txt";

test("whole numbers become g; copies in model folders are left out and counted", async () => {
  const folder = await temporaryFolder({
    [`HMP_Dataset/Climb_stairs/${name}`]: "0 63 21\n42 0 63\n",
    [`HMP_Dataset/Climb_stairs_MODEL/${name}`]: "0 63 21\n",
  });
  const { recordings, notes } = await loadDataset(hmp, { location: folder, random });
  expect(recordings).toMatchObject([
    { id: "2011-03-24-10-24-39-climb_stairs-f1", subject: "f1", session: "2011-03-24", label: 1 },
  ]);
  const close = [-1.5, 1.5, -0.5, 0.5, -1.5, 1.5].map((x) => expect.closeTo(x, 6));
  expect([...recordings[0]!.signals.acc!.data]).toEqual(close);
  expect(notes).toMatchObject([{ kind: "left out", what: "copies of other files", count: 1 }]);
});

test.each([
  ["a value beyond 6 bits", "Walk", "1 2 3\n1 64 3\n", /walk.*received 64 in row 2/i],
  ["two columns", "Walk", "1 2\n", /three whole numbers.*received 2/],
  ["an activity nobody knows", "Juggle", "1 2 3\n", /unknown activity "Juggle"/],
  ["a word", "Walk", "1 2 x\n", /line 1: "x" is no number/],
])("%s: refused in one sentence", async (_what, activity, text, message) => {
  const folder = await temporaryFolder({ [`${activity}/${name}`]: text });
  await expect(loadDataset(hmp, { location: folder, random })).rejects.toThrow(message);
});
