import { existsSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { Random } from "#core/random";
import { wisdm2019 } from "#sensors/datasets/wisdm-2019";
import { type LoadedDataset, loadDataset } from "#sensors/load-dataset";
import { temporaryFolder } from "#test/unit/sensors/temporary-folder";

const location = join("..", "shared", "data", "WISDM-2019");
const random = new Random(1);

describe.skipIf(!existsSync(location))("the original archive (needs ../shared/data)", () => {
  let loaded: LoadedDataset;
  beforeAll(async () => {
    loaded = await loadDataset(wisdm2019, { location, random });
  }, 60_000);

  test("18 activities of each of 12 people, three minutes at 20 Hz whatever the lines", () => {
    expect(loaded.recordings).toHaveLength(12 * 18);
    expect(new Set(loaded.recordings.map(({ subject }) => subject)).size).toBe(12);
    for (const { signals, id } of loaded.recordings) {
      const [acc, gyro] = [signals.acc!.data.length, signals.gyro!.data.length];
      expect(acc, id).toBe(gyro);
      expect(acc / 3 / 20, id).toBeGreaterThan(175);
      expect(acc / 3 / 20, id).toBeLessThan(185);
    }
  });

  test("recordings mostly at 100 Hz tell so; no value is missing; nothing is left out", () => {
    const fast = loaded.recordings.filter(({ measuredRates }) => measuredRates!.acc! > 50);
    expect(fast.map(({ id }) => id)).toEqual(["1608-J", "1609-K"]);
    const values = loaded.recordings.flatMap(({ signals }) => Object.values(signals));
    expect(values.every(({ data }) => data.every(Number.isFinite))).toBe(true);
    expect(loaded.notes).toEqual([]);
  });

  test("a watch on a person who sits or stands feels 1 g", () => {
    const calm = loaded.recordings.filter(({ label }) => label === 3 || label === 4);
    const sizes = calm.flatMap(({ signals: { acc } }) =>
      Array.from({ length: acc!.data.length / 3 }, (_, i) =>
        Math.hypot(...acc!.data.subarray(3 * i, 3 * i + 3)),
      ),
    );
    expect(sizes.reduce((a, b) => a + b) / sizes.length).toBeCloseTo(1, 1);
  });
});

/** Lines of one activity at these moments (s), values by time. */
function lines(
  activity: string,
  times: readonly number[],
  value: (time: number) => number,
): string {
  const line = (time: number) =>
    `1600,${activity},${Math.round((90_000 + time) * 1e9)},${value(time)},0,9.80665;\n`;
  return times.map(line).join("");
}

const every50ms = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => from + i / 20);
const files = (accel: string, gyro: string, device = "watch") => ({
  [`raw/${device}/accel/data_1600_accel_${device}.txt`]: accel,
  [`raw/${device}/gyro/data_1600_gyro_${device}.txt`]: gyro,
});
const load = async (contents: Readonly<Record<string, string>>, options = {}) =>
  loadDataset(wisdm2019, { location: await temporaryFolder(contents), random, options });

test("sensors are joined by stamp: the common time, one grid, in g and rad/s", async () => {
  const accel = lines("A", every50ms(0, 40), (time) => time);
  const gyro = lines("A", every50ms(0.1, 41), (time) => time);
  const { recordings } = await load(files(accel, gyro));
  expect(recordings).toMatchObject([{ id: "1600-A", subject: "1600", label: 0 }]);
  const { acc, gyro: turn } = recordings[0]!.signals;
  expect([acc!.data.length, turn!.data.length]).toEqual([3 * 38, 3 * 38]);
  expect([...turn!.data.subarray(3, 6)]).toEqual(
    [0.15, 0, 9.80665].map((x) => expect.closeTo(x, 4)),
  );
  expect([...acc!.data.subarray(3, 6)]).toEqual(
    [0.15 / 9.80665, 0, 1].map((x) => expect.closeTo(x, 4)),
  );
});

test("a stretch of 100 Hz is put on the same grid, without its fast shaking", async () => {
  const slow = every50ms(0, 100);
  const fast = Array.from({ length: 1000 }, (_, i) => 5 + i / 100);
  const shaking = (time: number) => (time < 5 ? 0 : Math.sin(2 * Math.PI * 21 * time));
  const text = lines("A", [...slow, ...fast], shaking);
  const { recordings } = await load(files(text, text));
  const { data } = recordings[0]!.signals.gyro!;
  expect(data.length / 3).toBe(300);
  const later = data.filter((_, i) => i % 3 === 0 && i > 3 * 110 && i < 3 * 290);
  expect(Math.max(...later.map(Math.abs))).toBeLessThan(0.1); // 21 Hz would show as 1 Hz of size 1
});

test("a silence of more than a second becomes missing values", async () => {
  const text = lines("A", [...every50ms(0, 40), ...every50ms(4, 40)], () => 1);
  const { recordings } = await load(files(text, text));
  const { data } = recordings[0]!.signals.acc!;
  const missing = data.filter(Number.isNaN).length / 3;
  expect(missing).toBe(40);
  expect(data.length / 3).toBe(120);
});

test("what can't be used is left out and counted", async () => {
  const both = lines("A", every50ms(0, 40), () => 1);
  const { recordings, notes } = await load({
    ...files(`${both}1600,A,nonsense\n${lines("B", every50ms(9, 40), () => 1)}`, both),
    "raw/watch/accel/data_1601_accel_watch.txt": both,
  });
  expect(recordings.map(({ id }) => id)).toEqual(["1600-A"]);
  expect(notes.map(({ what, count }) => [what, count])).toEqual([
    ["malformed lines", 1],
    ["activities that the two sensors did not record together", 1],
    ["files without a twin", 1],
  ]);
});

test("the phone's files are read on request", async () => {
  const text = lines("S", every50ms(0, 40), () => 1);
  const { recordings, classes } = await load(files(text, text, "phone"), { device: "phone" });
  expect(recordings.map(({ label }) => classes[label as number])).toEqual(["folding-clothes"]);
});
