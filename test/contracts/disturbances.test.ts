/** Every disturbance: does what it says, stronger and stronger, to windows of its own kind. */
import { describe, expect, test } from "vitest";
import { type Disturbance, suits } from "#benchmarks/disturbances/disturbance";
import * as entries from "#benchmarks/disturbances/entries";
import { Random } from "#core/random";
import type { WindowSet } from "#core/signal";
import { mean } from "#core/stats";
import { fitNormalization } from "#sensors/normalize";

const [size, length] = [12, 60];

/** Slow and faster movements about gravity. */
function windowsOf(channels: readonly string[], unit: string): WindowSet {
  const random = new Random(3);
  const data = new Float32Array(size * length * channels.length);
  for (let i = 0; i < data.length; i++) {
    const t = Math.floor(i / channels.length);
    data[i] = Math.cos(0.2 * t + i) + 0.5 * Math.cos(1.1 * t) + 0.1 * random.normal();
  }
  return {
    ...{ size, labels: new Int32Array(size), classes: ["still"] },
    signals: { acc: { data, length, channels, sampleRate: 50, unit } },
    ...{ subjects: Array(size).fill("p"), recordings: Array(size).fill("r") },
  };
}

const worn = windowsOf(["x", "y", "z"], "g");
const disturbed = ({ disturb }: Disturbance, windows: WindowSet, strength: number, seed = 1) =>
  disturb(windows, strength, {
    ...{ normalization: fitNormalization(windows), forearm: "y" as const },
    random: new Random(seed),
  });
const distance = (a: WindowSet, b: WindowSet) => {
  const [one, other] = [a.signals.acc!.data, b.signals.acc!.data];
  return Math.sqrt(mean(Array.from(one, (x, i) => (x - other[i]!) ** 2)));
};

describe.each(Object.values(entries))("$name", (entry) => {
  test("strengths ascend", () => {
    expect(entry.strengths.length).toBeGreaterThan(3);
    expect(entry.strengths).toEqual(entry.strengths.toSorted((a, b) => a - b));
  });

  test("the first changes nothing, no other less than the one before", () => {
    const changes = entry.strengths.map((each) => distance(worn, disturbed(entry, worn, each)));
    expect(changes[0]).toBeLessThan(1e-6);
    for (const [i, change] of changes.entries())
      if (i > 0) expect(change).toBeGreaterThan(0.999 * changes[i - 1]!); // what is gone cannot go twice
  });

  test("shapes, labels and the windows handed in stay; the same chance gives the same", () => {
    const before = worn.signals.acc!.data.slice();
    const strongest = entry.strengths.at(-1)!;
    const once = disturbed(entry, worn, strongest);
    expect(worn.signals.acc!.data).toEqual(before);
    expect(once.signals.acc!.data.length).toBe(before.length);
    expect(once.signals.acc!.data.every(Number.isFinite)).toBe(true);
    expect(once.labels).toEqual(worn.labels);
    expect(disturbed(entry, worn, strongest)).toEqual(once);
  });
});

test("a strap is turned where there is one", () => {
  const eeg = windowsOf(["C3", "Cz", "C4"], "µV");
  const names = (windows: WindowSet) =>
    Object.values(entries).flatMap((each) => (suits(each, windows) ? each.name : []));
  expect(names(worn)).toHaveLength(Object.keys(entries).length);
  expect(names(eeg)).toEqual(["gaps", "noise", "sample-rate"]);
});

test("a roll about the forearm leaves what is felt along it", () => {
  const rolled = disturbed(entries.strapRoll, worn, 90).signals.acc!.data;
  const along = (data: Float32Array) => Array.from(data).filter((_, i) => i % 3 === 1);
  const before = along(worn.signals.acc!.data);
  for (const [i, y] of along(rolled).entries()) expect(y).toBeCloseTo(before[i]!, 5);
});

test("at half the rate nothing is left above a quarter of it, and slow movement stays", () => {
  const wave = (perSample: number) => {
    const windows = windowsOf(["x"], "g");
    const data = windows.signals.acc!.data.map((_, i) =>
      Math.cos(2 * Math.PI * perSample * (i % length)),
    );
    return { ...windows, signals: { acc: { ...windows.signals.acc!, data } } };
  };
  const middle = (windows: WindowSet) =>
    Math.max(...windows.signals.acc!.data.subarray(20, 40).map(Math.abs));
  expect(middle(disturbed(entries.sampleRate, wave(0.4), 2))).toBeLessThan(0.1);
  expect(middle(disturbed(entries.sampleRate, wave(0.05), 2))).toBeCloseTo(1, 1);
});
