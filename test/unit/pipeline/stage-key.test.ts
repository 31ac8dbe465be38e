import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalJson, stageKey } from "#src/pipeline/stage-key";

test("the order of keys does not matter, the order of lists does", () => {
  expect(canonicalJson({ b: 1, a: { d: [1, 2], c: null } })).toBe(
    '{"a":{"c":null,"d":[1,2]},"b":1}',
  );
  expect(canonicalJson([2, 1])).not.toBe(canonicalJson([1, 2]));
});

test("it is JSON of the same value", () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test.each([Number.NaN, () => 1, new Float32Array(2), undefined])("%s is refused", (value) => {
  expect(() => canonicalJson({ value: [value] })).toThrow("plain JSON");
});

describe("a key depends on", () => {
  const base = { name: "teacher", options: { epochs: 3 }, after: ["a"] };
  test.each([
    ["the name", { ...base, name: "student" }],
    ["the version", { ...base, version: 2 }],
    ["the options", { ...base, options: { epochs: 4 } }],
    ["what it reads", { ...base, after: ["b"] }],
  ])("%s", (_what, other) => {
    expect(stageKey(other)).not.toBe(stageKey(base));
  });

  test("nothing else", () => {
    expect(
      stageKey({ after: ["a"], options: { epochs: 3, other: undefined }, name: "teacher" }),
    ).toBe(stageKey(base));
  });
});
