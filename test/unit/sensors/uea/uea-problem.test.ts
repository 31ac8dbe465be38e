import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Random } from "#core/random";
import { basicMotions } from "#sensors/datasets/basic-motions";
import { racketSports } from "#sensors/datasets/racket-sports";
import { loadDataset } from "#sensors/load-dataset";
import { temporaryFolder } from "#test/unit/sensors/temporary-folder";

const location = join("..", "shared", "data", "UEA-watch");
const random = new Random(1);

describe.skipIf(!existsSync(location))("the original files (needs ../shared/data)", () => {
  test.each([
    [basicMotions, 100, [10, 10, 10, 10], [10, 10, 10, 10]],
    [racketSports, 30, [39, 43, 35, 34], [40, 43, 35, 34]],
  ])("$name: cases per class and part, one length", async (dataset, length, train, held) => {
    const { recordings, classes, notes } = await loadDataset(dataset, { location, random });
    const counts = (part: readonly string[]) =>
      classes.map(
        (_, i) =>
          recordings.filter((each) => each.label === i && part.includes(each.subject)).length,
      );
    expect([counts(dataset.split!.train), counts(dataset.split!.test)]).toEqual([train, held]);
    for (const { signals } of recordings)
      expect([signals.body!.data.length, signals.gyro!.data.length]).toEqual([
        3 * length,
        3 * length,
      ]);
    expect(notes).toEqual([]);
  });

  test("standing still there is no gravity; the gyroscope ends at 2 000 °/s", async () => {
    const { recordings } = await loadDataset(basicMotions, { location, random });
    const still = recordings.filter(({ label }) => label === 0).map(({ signals }) => signals.body!);
    const mean =
      still.flatMap(({ data }) => [...data]).reduce((a, b) => a + b) / (still.length * 300);
    expect(Math.abs(mean)).toBeLessThan(0.05);
    const strokes = (await loadDataset(racketSports, { location, random })).recordings;
    const fastest = Math.max(...strokes.flatMap(({ signals }) => [...signals.gyro!.data]));
    expect(fastest).toBeCloseTo((2000 * Math.PI) / 180, 1);
  });
});

const header = `@problemName BasicMotions
@dimensions 6
@classLabel true Standing Running Walking Badminton
@data
`;
const row = "9.80665,0:0,0:0,19.6133:1,2:3,4:5,6:Walking\n";
const files = (train: string) => ({
  "BasicMotions_TRAIN.ts": header + train,
  "BasicMotions_TEST.ts": header + row,
});

test("m/s² become g, channels their places", async () => {
  const folder = await temporaryFolder(files(row));
  const { recordings } = await loadDataset(basicMotions, { location: folder, random });
  expect(recordings).toMatchObject([
    { id: "train-1", subject: "train-1", label: 2 },
    { id: "test-1", subject: "test-1", label: 2 },
  ]);
  const { body, gyro } = recordings[0]!.signals;
  expect([...body!.data]).toEqual([1, 0, 0, 0, 0, 2].map((x) => expect.closeTo(x, 6)));
  expect([...gyro!.data]).toEqual([1, 3, 5, 2, 4, 6]);
});

test.each([
  ["channels of two lengths", row.replace("1,2:", "1:"), /line 5: 2 samples in channel 2, 1 in/],
  ["another label", row.replace("Walking", "Flying"), /line 5: the label "Flying" is none of/],
])("%s: refused in one sentence", async (_what, train, message) => {
  const folder = await temporaryFolder(files(train));
  await expect(loadDataset(basicMotions, { location: folder, random })).rejects.toThrow(message);
});

test("a problem of other classes is refused", async () => {
  const other = Object.fromEntries(
    Object.entries(files(row)).map(([name, text]) => [name, text.replaceAll("Walking", "Gliding")]),
  );
  const folder = await temporaryFolder(other);
  await expect(loadDataset(basicMotions, { location: folder, random })).rejects.toThrow(
    /unknown class "Gliding".*known: Standing/s,
  );
});
