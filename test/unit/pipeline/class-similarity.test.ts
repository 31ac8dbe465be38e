import { expect, test } from "vitest";
import type { WindowSet } from "#core/signal";
import { agreementOfRows, classSimilarity, spearman } from "#src/pipeline/class-similarity";

test("Spearman by hand: ranks (1, 2, 3, 4) and (1, 3, 2, 4) have 1 − 6·2/(4·15) = 0.8; ties share", () => {
  expect(spearman([1, 2, 3, 4], [10, 30, 20, 40])).toBeCloseTo(0.8, 12);
  expect(spearman([1, 2, 3], [3, 2, 1])).toBeCloseTo(-1, 12);
  // ranks (1, 2.5, 2.5, 4) and (1, 2, 3, 4): 4.5 / √(4.5 · 5)
  expect(spearman([0, 5, 5, 9], [1, 2, 3, 4])).toBeCloseTo(4.5 / Math.sqrt(22.5), 12);
  expect(spearman([1, 1, 1], [1, 2, 3])).toBe(0);
});

test("a class's own place does not count", () => {
  const similar = [
    [0, 2, 1],
    [2, 0, 1],
    [2, 1, 0],
  ];
  const targets = similar.map((row, k) => row.map((x, j) => (j === k ? 99 : 10 * x)));
  expect(agreementOfRows(targets, similar)).toBeCloseTo(1, 12);
});

test("classes that move alike are near each other, whatever the labels' order", () => {
  const [size, length] = [30, 32];
  const data = new Float32Array(size * length * 3);
  const amplitude = [1, 1.1, 5]; // classes 0 and 1 hardly differ
  for (let n = 0; n < size; n++)
    for (let t = 0; t < length; t++)
      for (let c = 0; c < 3; c++)
        data[(n * length + t) * 3 + c] = amplitude[n % 3]! * Math.sin(t / 2 + n + c);
  const windows: WindowSet = {
    size,
    signals: { acc: { data, length, channels: ["x", "y", "z"], sampleRate: 50, unit: "g" } },
    labels: Int32Array.from({ length: size }, (_, n) => n % 3),
    classes: ["slow", "slower", "fast"],
    subjects: Array.from({ length: size }, () => "p"),
    recordings: Array.from({ length: size }, (_, n) => `r${n}`),
  };
  const similarity = classSimilarity(windows, ["acc"]);
  for (const [k, row] of similarity.entries()) {
    expect(row[k]).toBeCloseTo(0, 12);
    for (const [j, value] of row.entries()) expect(value).toBeCloseTo(similarity[j]![k]!, 12);
  }
  expect(similarity[0]![1]).toBeGreaterThan(similarity[0]![2]!);
  expect(similarity[1]![0]).toBeGreaterThan(similarity[1]![2]!);
});
