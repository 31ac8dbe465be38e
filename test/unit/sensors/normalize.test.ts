import { expect, test } from "vitest";
import { Random } from "#core/random";
import type { WindowSet } from "#core/signal";
import { fitNormalization, normalizeWindows } from "#sensors/normalize";
import { smallSet } from "./samples.ts";

function setOf(values: readonly number[], channels: readonly string[]): WindowSet {
  const data = Float32Array.from(values);
  const acc = { data, length: 2, channels, sampleRate: 10, unit: "g" };
  const size = values.length / 2 / channels.length;
  return { ...smallSet(Array.from({ length: size }, () => ["p", 0] as const)), signals: { acc } };
}

test("training windows get mean 0 and sd 1 in every channel", () => {
  const set = setOf([1, 100, 2, 300, 3, 200, 6, 400], ["x", "y"]);
  const { data } = normalizeWindows(set, fitNormalization(set)).signals.acc!;
  for (const channel of [0, 1]) {
    const values = [...data].filter((_, i) => i % 2 === channel);
    expect(values.reduce((sum, x) => sum + x, 0)).toBeCloseTo(0, 5);
    expect(values.reduce((sum, x) => sum + x * x, 0) / values.length).toBeCloseTo(1, 5);
  }
});

test("other windows are scaled by what was fitted, and the originals stay", () => {
  const fitted = fitNormalization(setOf([0, 2, 0, 2], ["x"]));
  const other = setOf([1, 5], ["x"]);
  expect([...normalizeWindows(other, fitted).signals.acc!.data]).toEqual([0, 4]);
  expect([...other.signals.acc!.data]).toEqual([1, 5]);
});

test("a constant channel is only shifted", () => {
  const set = setOf([0.1, 0.1, 0.1, 0.1], ["x"]);
  expect(fitNormalization(set).acc!.sd[0]).toBe(1);
  expect([...normalizeWindows(set, fitNormalization(set)).signals.acc!.data]).toEqual([0, 0, 0, 0]);
});

test("other channels, other modalities and no windows are refused", () => {
  const one = setOf([1, 2], ["x"]);
  const two = setOf([1, 2, 3, 4], ["x", "y"]);
  expect(() => normalizeWindows(two, fitNormalization(one))).toThrow(
    /acc has 2 channels, its normalization 1/,
  );
  expect(() => normalizeWindows(one, {})).toThrow(/its normalization 0/);
  expect(() => fitNormalization(setOf([], ["x"]))).toThrow(/no training windows/);
});

test("channels of a common modality share one spread, rates another", () => {
  const signal = {
    data: Float32Array.of(0, 0, 10, 0, 4, 30),
    length: 1,
    channels: ["hip.x", "hand.x", "hand.x/s"],
    sampleRate: 30,
    unit: "spine lengths",
  };
  const set = {
    size: 2,
    signals: { skeleton: signal },
    labels: Int32Array.of(0, 1),
    classes: ["a", "b"],
    subjects: ["1", "2"],
    recordings: ["r1", "r2"],
  };
  const { sd } = fitNormalization(set, { common: ["skeleton"] }).skeleton!;
  const together = Math.sqrt((0 ** 2 + 2 ** 2) / 2); // hip.x never moves, hand.x has sd 2
  expect([...sd]).toEqual([together, together, 10].map(Math.fround));
});

test("robust: median and quartiles, which an outlier does not move", () => {
  const values = [1, 2, 3, 4, 5, 6, 7, 8, 9, 1e6];
  const set = setOf(values, ["x"]);
  const { mean, sd } = fitNormalization(set, { kinds: { acc: "robust" } }).acc!;
  expect(mean[0]).toBe(5.5);
  expect(sd[0]).toBeCloseTo((7.75 - 3.25) / 1.3489795, 5);
});

test("robust is the z-score of normal values; constant channels are only shifted", () => {
  const random = new Random(3);
  const values = Array.from({ length: 20_000 }, () => 7 + 2 * random.normal());
  const { mean, sd } = fitNormalization(setOf(values, ["x"]), { kinds: { acc: "robust" } }).acc!;
  expect(mean[0]).toBeCloseTo(7, 1);
  expect(sd[0]! / 2).toBeCloseTo(1, 1);
  const constant = fitNormalization(setOf([4, 4, 4, 4], ["x"]), { kinds: { acc: "robust" } });
  expect([constant.acc!.mean[0], constant.acc!.sd[0]]).toEqual([4, 1]);
});

test("none leaves the values as they are", () => {
  const set = setOf([1, -50, 2, 900], ["x"]);
  const normalization = fitNormalization(set, { kinds: { acc: "none" } });
  expect(normalizeWindows(set, normalization).signals.acc!.data).toEqual(set.signals.acc!.data);
});
