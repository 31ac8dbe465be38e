import { expect, test } from "vitest";
import { keysAt } from "#src/pipeline/config-keys";
import { configJsonSchema } from "#src/pipeline/json-schema";

const knownAt = (path: readonly PropertyKey[], input: unknown) =>
  keysAt(path, input, configJsonSchema());

test("keys of the whole configuration and of a group", () => {
  expect(knownAt([], {})).toContain("student");
  expect(knownAt(["train", "teacher"], {})).toContain("learningRate");
});

test("of alternatives, the one that is named; all where none is", () => {
  const named = { train: { student: { optimizer: { name: "sgd" } } } };
  expect(knownAt(["train", "student", "optimizer"], named)).toEqual([
    "name",
    "momentum",
    "nesterov",
  ]);
  expect(knownAt(["train", "student", "optimizer"], {})).toContain("beta1");
});

test("lists and free names lead on", () => {
  expect(knownAt(["augment", 3], {})).toContain("oneOf");
  expect(knownAt(["augment", 3, "oneOf", 0], {})).toEqual([
    ...["name", "probability", "options", "modalities"],
  ]);
  expect(knownAt(["teachers", "whoever"], {})).toEqual(["network", "options", "inputs"]);
});

test("a path that does not exist knows no keys", () => {
  expect(knownAt(["name", "first"], {})).toEqual([]);
});
