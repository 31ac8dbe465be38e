import { beforeAll, expect, test } from "vitest";
import { Random } from "#core/random";
import type { Recording } from "#core/signal";
import { demo } from "#sensors/datasets/demo";
import { type LoadedDataset, loadDataset } from "#sensors/load-dataset";

const small = { subjects: 3, takes: 2 };
const load = (seed: number, options = small) =>
  loadDataset(demo, { options, random: new Random(seed) });

let loaded: LoadedDataset;
beforeAll(async () => {
  loaded = await load(1);
});

function fingerprint(recordings: readonly Recording[]): readonly (number | undefined)[] {
  return recordings.flatMap(({ signals }) => Object.values(signals).map(({ data }) => data.at(-1)));
}

test("everybody does everything as often as asked", () => {
  expect(loaded.recordings).toHaveLength(3 * demo.classes.length * 2);
  expect(new Set(loaded.recordings.map(({ id }) => id)).size).toBe(60);
  expect(demo.options.subjects).toBeGreaterThanOrEqual(10);
  expect(demo.classes.length).toBeGreaterThanOrEqual(8);
});

test("the same seed gives the same data, another seed other data", async () => {
  expect(fingerprint((await load(1)).recordings)).toEqual(fingerprint(loaded.recordings));
  expect(fingerprint((await load(2)).recordings)).not.toEqual(fingerprint(loaded.recordings));
});

test("a person does not depend on how many others there are", async () => {
  const two = (await load(1, { subjects: 2, takes: 2 })).recordings;
  expect(fingerprint(two)).toEqual(fingerprint(loaded.recordings.slice(0, two.length)));
});

test("values are finite, within the sensor's range and human", () => {
  for (const { signals, id } of loaded.recordings) {
    const { acc, skeleton } = signals;
    expect(
      acc!.data.every((value) => Math.abs(value) <= 8),
      id,
    ).toBe(true);
    const heights = skeleton!.data.filter((_, i) => i % 3 === 1);
    expect(
      heights.every((value) => value > -0.4 && value < 4),
      id,
    ).toBe(true);
  }
});

test("a watch feels gravity and seldom much more; both sensors last equally long", () => {
  for (const { signals } of loaded.recordings) {
    const { acc, skeleton } = signals;
    const seconds = [acc!, skeleton!].map(
      ({ data, channels, sampleRate }) => data.length / channels.length / sampleRate,
    );
    expect(Math.abs(seconds[0]! - seconds[1]!)).toBeLessThan(0.04);
    let sum = 0;
    for (let i = 0; i < acc!.data.length; i += 3)
      sum += Math.hypot(acc!.data[i]!, acc!.data[i + 1]!, acc!.data[i + 2]!);
    const mean = sum / (acc!.data.length / 3);
    expect(mean).toBeGreaterThan(0.85);
    expect(mean).toBeLessThan(3.5);
  }
});
