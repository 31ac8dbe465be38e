import { expect, test } from "vitest";
import { Random } from "#core/random";
import { type BerkeleyMhadOptions, berkeleyMhad } from "#sensors/datasets/berkeley-mhad";
import { loadDataset } from "#sensors/load-dataset";
import { berkeleyAcc, berkeleyMarkers } from "#test/unit/sensors/datasets/examples";
import { temporaryFolder } from "#test/unit/sensors/temporary-folder";

const load = async (
  contents: Readonly<Record<string, string>>,
  options: Partial<BerkeleyMhadOptions> = {},
) =>
  loadDataset(berkeleyMhad, {
    location: await temporaryFolder(contents),
    random: new Random(1),
    options,
  });

const right = "Accelerometer/Shimmer02/acc_h02_s03_a11_r04.txt";
const left = "Accelerometer/Shimmer01/acc_h01_s03_a11_r04.txt";
const mocap = "Mocap/OpticalData/moc_s03_a11_r04.txt";

test("watch and markers over the time that they share, markers thinned out to 30 Hz", async () => {
  const { recordings, classes } = await load({
    [right]: berkeleyAcc(),
    [mocap]: berkeleyMarkers(),
  });
  const [{ id, subject, trial, label, signals }] = recordings as [(typeof recordings)[0]];
  expect([id, subject, trial, classes[label as number]]).toEqual([
    "s03_a11_r04",
    "03",
    "04",
    "standing-up",
  ]);
  const { "acc-right-wrist": acc, markers } = signals;
  expect(acc!.data.length / 3).toBe(markers!.data.length / 129);
  expect([acc!.sampleRate, markers!.sampleRate]).toEqual([30, 30]);
  const last = markers!.data.subarray(126, 129);
  expect([...last]).toEqual([1, 0.42, 0].map((x) => expect.closeTo(x, 5)));
});

test("gravity tells m/s² from g; anything else is refused", async () => {
  const { recordings } = await load({ [right]: berkeleyAcc(9.80665) }, { markers: false });
  expect([...recordings[0]!.signals["acc-right-wrist"]!.data.subarray(0, 3)]).toEqual([0, 0, 1]);
  await expect(load({ [right]: berkeleyAcc(1024) }, { markers: false })).rejects.toThrow(
    /acc_h02_s03_a11_r04\.txt: the usual acceleration is 1024\.00/,
  );
});

test("a hidden marker is missing", async () => {
  const hidden = berkeleyMarkers().replaceAll("1000 20 0", "0 0 0");
  const { recordings } = await load({ [right]: berkeleyAcc(), [mocap]: hidden });
  const { data } = recordings[0]!.signals.markers!;
  expect(data.subarray(6, 9).every(Number.isNaN)).toBe(true);
  expect(data.subarray(0, 6).some(Number.isNaN)).toBe(false);
});

test("a trial without one of the sensors is left out and counted", async () => {
  const options = { positions: ["right-wrist", "left-wrist"], markers: false };
  const other = right.replace("s03", "s04");
  const contents = { [right]: berkeleyAcc(), [left]: berkeleyAcc(), [other]: berkeleyAcc() };
  const { recordings, notes } = await load(contents, options);
  expect(recordings.map(({ id }) => id)).toEqual(["s03_a11_r04"]);
  expect(notes).toEqual([
    {
      kind: "left out",
      what: "trials without acc-left-wrist",
      count: 1,
      file: "acc_h01_s04_a11_r04.txt",
    },
  ]);
});
