import fc from "fast-check";
import { expect, test } from "vitest";
import { rowsAsRead } from "#benchmarks/rows-as-read";

const size = fc.integer({ min: 1, max: 6 });

/** Three moments of two channels. */
const rows = Float32Array.of(0, 1, 10, 11, 20, 21);

test.each([
  [
    [3, 2],
    [3, 2],
    [0, 1, 10, 11, 20, 21],
  ],
  [
    ["time", 2],
    [3, 2],
    [0, 1, 10, 11, 20, 21],
  ],
  [
    [2, 3],
    [2, 3],
    [0, 10, 20, 1, 11, 21],
  ],
  [
    [2, "time"],
    [2, 3],
    [0, 10, 20, 1, 11, 21],
  ],
  [
    [1, 2, 3],
    [1, 2, 3],
    [0, 10, 20, 1, 11, 21],
  ],
  [
    [2, 1, 3],
    [2, 1, 3],
    [0, 10, 20, 1, 11, 21],
  ],
  [
    [3, 2, 1],
    [3, 2, 1],
    [0, 1, 10, 11, 20, 21],
  ],
])("a model that reads %j gets %j", (axes, shape, numbers) => {
  const read = rowsAsRead(axes, 3, 2)!;
  expect(read.shape).toEqual(shape);
  expect([...read.order(rows)]).toEqual(numbers);
});

test.each([[[]], [[6]], [[3]], [[3, 3]], [[2, 2, 3]], [[4, 2]], [["time", 5]], [[1, 3, 2, 1, 2]]])(
  "three rows of two are no window of %j",
  (axes) => {
    expect(rowsAsRead(axes, 3, 2)).toBeUndefined();
  },
);

test("one channel, or one moment, is one row either way", () => {
  expect(rowsAsRead([1, 6], 6, 1)!.order(rows)).toEqual(rows);
  expect(rowsAsRead([1, 1, 6], 6, 1)!.shape).toEqual([1, 1, 6]);
  expect(rowsAsRead([6, 1], 1, 6)!.order(rows)).toEqual(rows);
});

test("whatever is turned is the same numbers by moment and channel", () => {
  fc.assert(
    fc.property(size, size, (length, channels) => {
      fc.pre(length !== channels); // else they are taken as they are
      const numbers = Float32Array.from({ length: length * channels }, (_, i) => i);
      const { order, shape } = rowsAsRead([channels, 1, length], length, channels)!;
      expect(shape).toEqual([channels, 1, length]);
      const found = order(numbers);
      for (let t = 0; t < length; t++)
        for (let c = 0; c < channels; c++)
          expect(found[c * length + t]).toBe(numbers[t * channels + c]);
    }),
  );
});
