import { describe, expect, test } from "vitest";
import { noiseFeeds, windowFeeds } from "#benchmarks/feeds";
import { Random } from "#core/random";
import { mean } from "#core/stats";
import type { Dim, DType } from "#graph/graph";
import { meanWindows } from "#test/support/mean-model";

const input = (name: string, shape: readonly Dim[], dtype: DType = "float32") => ({
  name,
  shape,
  dtype,
});

describe("windows as feeds", () => {
  const windows = meanWindows([0, 1, 2], [0, 1, 2], 2, 3);
  const acc = windows.signals.acc!;

  test("rows past the end repeat the last one", () => {
    const { x } = windowFeeds([input("x", ["batch", 2, 3])], windows, 2, 2);
    expect(x!.shape).toEqual([2, 2, 3]);
    expect([...x!.data]).toEqual([0, 0, 1, 0, 0, 2, 0, 0, 1, 0, 0, 2]);
  });

  test("several inputs read the signals they are named after", () => {
    const gyro = { ...acc, data: acc.data.map((value) => -value) };
    const inputs = [input("input_gyro", ["batch", 2, 3]), input("acc", ["batch", 2, 3])];
    const feeds = windowFeeds(inputs, { size: 3, signals: { acc, gyro } }, 0, 1);
    expect(feeds.input_gyro!.data[0]).toBe(-1);
    expect(feeds.acc!.data[0]).toBe(1);
  });

  test("an input without a signal is refused", () => {
    const inputs = [input("skeleton", [1, 2, 3]), input("acc", [1, 2, 3])];
    expect(() => windowFeeds(inputs, windows, 0, 1)).toThrow('"skeleton" fits none of');
  });

  test.each([
    ["another length", input("x", ["batch", 5, 3])],
    ["another rank", input("x", ["batch", 6])],
    ["another type", input("x", ["batch", 2, 3], "int64")],
  ])("%s is refused", (_, wrong) => {
    expect(() => windowFeeds([wrong], windows, 0, 1)).toThrow("float32 [1, 2, 3]");
  });
});

describe("noise", () => {
  test("has the declared shape, batch 1, and is repeatable", () => {
    const inputs = [input("x", ["batch", 300, 2])];
    const { x } = noiseFeeds(inputs, new Random(1));
    expect(x!.shape).toEqual([1, 300, 2]);
    expect(noiseFeeds(inputs, new Random(1)).x).toEqual(x);
    const squares = [...x!.data].map((value) => Number(value) ** 2);
    expect(mean(squares)).toBeCloseTo(1, 0);
  });

  test.each(["float64", "int8", "uint8", "bool", "int32", "int64"] as const)(
    "fills %s",
    (dtype) => {
      const { x } = noiseFeeds([input("x", [3, 2], dtype)], new Random(1));
      expect(x!.data).toHaveLength(6);
      expect(x!.dtype).toBe(dtype);
    },
  );

  test("an open axis besides the batch is refused", () => {
    expect(() => noiseFeeds([input("x", ["n", "time", 3])], new Random(1))).toThrow('1 ("time")');
  });

  test("a type it cannot fill is refused", () => {
    expect(() => noiseFeeds([input("x", [1], "float16")], new Random(1))).toThrow("float16");
  });
});
