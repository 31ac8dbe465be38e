import fc from "fast-check";
import { expect, test } from "vitest";
import { Random } from "#core/random";
import { selectWindows, splitBySubject, subjectFolds, subjectsOf } from "#sensors/split";
import { smallSet } from "./samples.ts";

const people = ["p1", "p2", "p3", "p4", "p10"];
const set = smallSet(people.flatMap((name) => [[name, 0] as const, [name, 1] as const]));
const random = () => new Random(1);

test("named subjects go where they are sent, all others train", () => {
  const split = splitBySubject(set, { test: ["p4", "p1"], validation: ["p10"] }, random());
  expect(subjectsOf(split.train)).toEqual(["p2", "p3"]);
  expect(subjectsOf(split.validation!)).toEqual(["p10"]);
  expect([...split.test.signals.acc!.data]).toEqual([0, 0, 1, 1, 6, 6, 7, 7]);
});

test("whatever is chosen, the parts share nobody and lose no window", () => {
  const choice = fc.oneof(fc.integer({ min: 1, max: 2 }), fc.constantFrom(0.2, 0.34));
  fc.assert(
    fc.property(choice, choice, fc.integer(), (testChoice, validation, seed) => {
      const split = splitBySubject(set, { test: testChoice, validation }, new Random(seed));
      const parts = [split.train, split.validation!, split.test];
      expect(parts.flatMap((part) => [...subjectsOf(part)]).sort()).toEqual([...people].sort());
      expect(parts.reduce((sum, part) => sum + part.size, 0)).toBe(set.size);
    }),
  );
});

test("the draw depends on the seed alone; without validation there is none", () => {
  const drawn = (seed: number) =>
    subjectsOf(splitBySubject(set, { test: 2 }, new Random(seed)).test);
  expect(drawn(3)).toEqual(drawn(3));
  expect(new Set([1, 2, 3, 4, 5, 6].map((seed) => drawn(seed).join())).size).toBeGreaterThan(1);
  expect(splitBySubject(set, { test: 0.4 }, random()).validation).toBeUndefined();
});

test.each([
  [{ test: ["p5"] }, /unknown subject "p5" in the test part\n {2}help: did you mean "p1"/],
  [{ test: ["p1"], validation: ["p1"] }, /"p1" is both in the test and the validation part/],
  [{ test: 3, validation: 2 }, /nobody is left to train on: 3 of 5 subjects test, 2 validate/],
  [{ test: 1.5 }, /cannot choose 1.5 subjects/],
  [{ test: -1 }, /cannot choose -1 subjects/],
])("%j is refused", (options, message) => {
  expect(() => splitBySubject(set, options, random())).toThrow(message);
});

test("two subjects are too few for three parts", () => {
  const two = smallSet([
    ["anna", 0],
    ["anna", 1],
    ["ben", 0],
  ]);
  expect(() => splitBySubject(two, { test: 1, validation: 1 }, random())).toThrow(
    /2 subjects \(anna, ben\) can't be split into 3 parts by subject\n {2}help: record at least three/,
  );
});

test("a class that nobody in training shows is named", () => {
  const rows = people.map((name, i) => [name, i === 0 ? 1 : 0] as const);
  expect(() => splitBySubject(smallSet(rows), { test: ["p1"] }, random())).toThrow(
    /nobody in training shows "walk" \(subjects p2, p3, p4, p10\)/,
  );
});

test("selected windows keep labels, subjects and values together", () => {
  const chosen = selectWindows(set, [9, 0, 9]);
  expect([...chosen.signals.acc!.data]).toEqual([9, 9, 0, 0, 9, 9]);
  expect([...chosen.labels]).toEqual([1, 0, 1]);
  expect(chosen.subjects).toEqual(["p10", "p1", "p10"]);
  expect(chosen.recordings).toEqual(["p10-1", "p1-0", "p10-1"]);
});

test("every window is held out exactly once, never with its person in training", () => {
  const folds = subjectFolds(set, 3, random());
  const held = folds.flatMap((fold) => [...fold.held]);
  expect(held.sort((a, b) => a - b)).toEqual([...Array(set.size).keys()]);
  for (const fold of folds) {
    const people = new Set([...fold.held].map((row) => set.subjects[row]));
    expect(fold.held.length).toBeGreaterThan(0);
    expect([...fold.train].some((row) => people.has(set.subjects[row]))).toBe(false);
    expect(fold.train.length + fold.held.length).toBe(set.size);
  }
});

test.each([1, 6, 2.5])("%d folds of five subjects are refused", (k) => {
  expect(() => subjectFolds(set, k, random())).toThrow(/folds of 5 subjects/);
});
