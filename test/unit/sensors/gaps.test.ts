import fc from "fast-check";
import { expect, test } from "vitest";
import { fillGap, gapsOf } from "#sensors/gaps";

const none = Number.NaN;

test("gaps are found channel by channel", () => {
  const data = Float32Array.of(none, 1, none, none, 2, 3, 4, none); // [4, 2]
  expect(gapsOf(data, 2)).toEqual([
    { channel: 0, first: 0, last: 1 },
    { channel: 1, first: 1, last: 1 },
    { channel: 1, first: 3, last: 3 },
  ]);
});

test("a gap becomes the line between its neighbours, or the neighbour at an end", () => {
  const data = Float32Array.of(none, 1, none, none, none, 5, none);
  for (const gap of gapsOf(data, 1)) fillGap(data, 1, gap);
  expect([...data]).toEqual([1, 1, 2, 3, 4, 5, 5]);
});

test("a ramp with holes is mended to the same ramp", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 18 })), (holes) => {
      const ramp = Float32Array.from({ length: 20 }, (_, i) => i);
      const data = ramp.map((value, i) => (holes.includes(i) ? none : value));
      for (const gap of gapsOf(data, 1)) fillGap(data, 1, gap);
      data.forEach((value, i) => {
        expect(value).toBeCloseTo(ramp[i]!, 4);
      });
    }),
  );
});
