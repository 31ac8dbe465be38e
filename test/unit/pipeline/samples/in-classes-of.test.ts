import { describe, expect, test } from "vitest";
import { inClassesOf } from "#src/pipeline/samples/in-classes-of";
import { meanWindows } from "#test/support/mean-model";

const windows = {
  ...meanWindows([0, 1, 2], [0, 2, 0]),
  subjects: [],
  recordings: [],
} as never as Parameters<typeof inClassesOf>[0];

describe("labels of a data set, for a model", () => {
  test("in another order, with classes that the data lack", () => {
    const classes = ["c2", "more", "c0"];
    const found = inClassesOf(windows, classes);
    expect([...found.labels]).toEqual([2, 0, 2]); // c1 is no window's
    expect(found.classes).toEqual(classes);
    expect([...windows.labels]).toEqual([0, 2, 0]);
  });

  test("stay where the order is the same, or where the model says none", () => {
    expect(inClassesOf(windows, ["c0", "c1", "c2"])).toBe(windows);
    expect(inClassesOf(windows, undefined)).toBe(windows);
  });

  test("of a class that the model does not know are a sentence", () => {
    expect(() => inClassesOf(windows, ["c0", "c1"])).toThrow(
      'class "c2" of the data is none of the model\'s: c0, c1',
    );
  });
});
