import { expect, test } from "vitest";
import { keysAt } from "#src/pipeline/config-keys";

test("keys of the whole configuration and of a group", () => {
  expect(keysAt([], {})).toContain("student");
  expect(keysAt(["train", "teacher"], {})).toContain("learningRate");
});

test("of alternatives, the one that is named; all where none is", () => {
  const named = { train: { student: { optimizer: { name: "sgd" } } } };
  expect(keysAt(["train", "student", "optimizer"], named)).toEqual([
    "name",
    "momentum",
    "nesterov",
  ]);
  expect(keysAt(["train", "student", "optimizer"], {})).toContain("beta1");
});

test("lists and free names lead on", () => {
  expect(keysAt(["augment", 3], {})).toContain("oneOf");
  expect(keysAt(["augment", 3, "oneOf", 0], {})).toEqual([
    ...["name", "probability", "options", "modalities"],
  ]);
  expect(keysAt(["teachers", "whoever"], {})).toEqual(["network", "options", "inputs"]);
});

test("a path that does not exist knows no keys", () => {
  expect(keysAt(["name", "first"], {})).toEqual([]);
});
