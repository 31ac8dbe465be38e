import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Random } from "#core/random";
import { groupFolds, heldGroups } from "#sensors/folds";
import { smallSet } from "./samples.ts";

/** Windows of a person by class: counts of [sit, walk]. */
const person = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 9 }));

function setOf(counts: readonly (readonly [number, number])[]) {
  return smallSet(
    counts.flatMap(([sit, walk], i) => [
      ...Array.from({ length: sit }, () => [`p${i}`, 0] as const),
      ...Array.from({ length: walk }, () => [`p${i}`, 1] as const),
    ]),
  );
}

describe("folds", () => {
  test("every window is held out once, no group is on both sides, no fold is empty", () => {
    fc.assert(
      fc.property(fc.array(person, { minLength: 2, maxLength: 12 }), fc.nat(), (counts, seed) => {
        const set = setOf(counts);
        const k = 2 + (seed % (counts.length - 1));
        const folds = groupFolds(set, k, "subject", new Random(seed));
        const held = folds.flatMap((fold) => [...fold.held]).sort((a, b) => a - b);
        expect(held).toEqual([...Array(set.size).keys()]);
        for (const fold of folds) {
          const people = new Set([...fold.held].map((row) => set.subjects[row]));
          expect(people.size).toBeGreaterThan(0);
          expect([...fold.train].some((row) => people.has(set.subjects[row]))).toBe(false);
          expect(fold.train.length + fold.held.length).toBe(set.size);
        }
      }),
    );
  });

  test("classes are shared out evenly where the groups allow it", () => {
    const set = setOf([
      ...Array(4).fill([8, 0]),
      ...Array(4).fill([0, 8]),
      ...Array(4).fill([4, 4]),
    ]);
    for (const seed of [1, 2, 3]) {
      for (const { held } of groupFolds(set, 4, "subject", new Random(seed))) {
        const walking = [...held].filter((row) => set.labels[row] === 1).length;
        expect([held.length, walking]).toEqual([24, 12]);
      }
    }
  });

  test("the draw depends on the seed alone, and differs between seeds", () => {
    const set = setOf(Array(10).fill([3, 3]));
    const draw = (seed: number) => heldGroups(set, 3, "subject", new Random(seed));
    expect(draw(4)).toEqual(draw(4));
    expect(new Set([1, 2, 3, 4].map((seed) => JSON.stringify(draw(seed)))).size).toBeGreaterThan(1);
  });

  test("as many folds as groups: one left out after the other", () => {
    const set = setOf(Array(11).fill([1, 1]));
    const names = heldGroups(set, 11, "subject", new Random(1));
    expect(names.flat()).toEqual(Array.from({ length: 11 }, (_, i) => `p${i}`));
  });

  test("too many and too few are refused", () => {
    const set = setOf(Array(3).fill([1, 1]));
    for (const k of [1, 4, 2.5])
      expect(() => groupFolds(set, k, "subject", new Random(1))).toThrow(/folds of 3 subjects/);
  });
});
