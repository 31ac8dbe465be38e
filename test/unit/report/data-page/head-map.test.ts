import { expect, test } from "vitest";
import { electrodes } from "#core/electrodes";
import { headMap } from "#report/data-page/head-map";

function circles(channels: readonly string[]) {
  const { text } = headMap(
    channels.map((channel) => ({ channel })),
    { words: "x" },
  );
  const found = text.matchAll(/<circle cx="([-\d.]+)" cy="([-\d.]+)" r="([\d.]+)" class="place"/g);
  return [...found].map(([, ...numbers]) => numbers.map(Number) as [number, number, number]);
}

test("the nose is up, left is left, the vertex in the middle", () => {
  const [vertex, front, left, back, ear] = circles(["Cz", "Fpz", "T7", "Oz", "T9"]);
  expect(vertex).toEqual([0, 0, 8.5]);
  expect(front!.slice(0, 2)).toEqual([0, -80]);
  expect(left![0]).toBe(-80);
  expect(back![1]).toBe(80);
  expect(ear![0]).toBe(-100);
});

test("spellings are understood, what is no electrode is left out", () => {
  expect(circles(["C3..", "EEG C4-Ref", "EOG left"])).toHaveLength(2);
});

test("dots hardly overlap, however many there are", () => {
  const all = circles(electrodes.map(({ name }) => name));
  const overlaps = all.flatMap(([x, y, r], i) =>
    all.slice(i + 1).map((other) => r + other[2] - Math.hypot(other[0] - x, other[1] - y)),
  );
  expect(Math.max(...overlaps)).toBeLessThan(1.5);
});

test("more and less have a hue, strength is opacity", () => {
  const values = [
    { channel: "C3", strength: 0.4 },
    { channel: "C4", strength: -3 },
  ];
  const { text } = headMap(values, { words: 'a "b"' });
  expect(text).toContain('class="more" style="fill-opacity:0.40"');
  expect(text).toContain('class="less" style="fill-opacity:1.00"');
  expect(text).toContain('aria-label="a &quot;b&quot;"');
});
