import { describe, expect, test } from "vitest";
import { describeValue, formatPath, valueAt } from "#src/pipeline/config-mistakes";

describe("paths read like code", () => {
  test.each([
    [[], "the configuration"],
    [["augment", 1, "name"], "augment[1].name"],
    [["train", "student"], "train.student"],
  ])("%j", (path, text) => {
    expect(formatPath(path)).toBe(text);
  });
});

describe("values read like words", () => {
  test.each([
    ["kd", '"kd"'],
    [3, "3"],
    [null, "null"],
    [[], "an empty list"],
    [[1, 2], "a list of 2"],
    [{}, "a group of keys"],
  ])("%j", (value, text) => {
    expect(describeValue(value)).toBe(text);
  });
});

test("a path that leaves the value ends in undefined", () => {
  const value = { a: [{ b: 2 }] };
  expect(valueAt(value, ["a", 0, "b"])).toBe(2);
  expect(valueAt(value, ["a", 3, "b"])).toBeUndefined();
  expect(valueAt(value, ["a", 0, "b", "c"])).toBeUndefined();
});
