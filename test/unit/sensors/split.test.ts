import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Random } from "#core/random";
import type { WindowSet } from "#core/signal";
import { refuseOverlap } from "#sensors/leakage";
import { selectWindows, splitWindows, subjectFolds, subjectsOf } from "#sensors/split";
import { smallSet } from "./samples.ts";

const people = ["p1", "p2", "p3", "p4", "p10"];
const set = smallSet(people.flatMap((name) => [[name, 0] as const, [name, 1] as const]));
const random = () => new Random(1);

test("named subjects go where they are sent, all others train", () => {
  const split = splitWindows(set, { test: ["p4", "p1"], validation: ["p10"] }, random());
  expect(subjectsOf(split.train)).toEqual(["p2", "p3"]);
  expect(subjectsOf(split.validation!)).toEqual(["p10"]);
  expect([...split.test.signals.acc!.data]).toEqual([0, 0, 1, 1, 6, 6, 7, 7]);
});

test("whatever is chosen, the parts share nobody and lose no window", () => {
  const choice = fc.oneof(fc.integer({ min: 1, max: 2 }), fc.constantFrom(0.2, 0.34));
  fc.assert(
    fc.property(choice, choice, fc.integer(), (testChoice, validation, seed) => {
      const split = splitWindows(set, { test: testChoice, validation }, new Random(seed));
      const parts = [split.train, split.validation!, split.test];
      expect(parts.flatMap((part) => [...subjectsOf(part)]).sort()).toEqual([...people].sort());
      expect(parts.reduce((sum, part) => sum + part.size, 0)).toBe(set.size);
    }),
  );
});

test("the draw depends on the seed alone; without validation there is none", () => {
  const drawn = (seed: number) => subjectsOf(splitWindows(set, { test: 2 }, new Random(seed)).test);
  expect(drawn(3)).toEqual(drawn(3));
  expect(new Set([1, 2, 3, 4, 5, 6].map((seed) => drawn(seed).join())).size).toBeGreaterThan(1);
  expect(splitWindows(set, { test: 0.4 }, random()).validation).toBeUndefined();
});

test.each([
  [{ test: ["p5"] }, /unknown subject "p5" in the test part\n {2}help: did you mean "p1"/],
  [{ test: ["p1"], validation: ["p1"] }, /"p1" is both in the test and the validation part/],
  [{ test: 3, validation: 2 }, /nobody is left to train on: 3 of 5 subjects test, 2 validate/],
  [{ test: 1.5 }, /cannot choose 1.5 subjects/],
  [{ test: -1 }, /cannot choose -1 subjects/],
])("%j is refused", (options, message) => {
  expect(() => splitWindows(set, options, random())).toThrow(message);
});

test("two subjects are too few for three parts", () => {
  const two = smallSet([
    ["anna", 0],
    ["anna", 1],
    ["ben", 0],
  ]);
  expect(() => splitWindows(two, { test: 1, validation: 1 }, random())).toThrow(
    /2 subjects \(anna, ben\) can't be split into 3 parts by subject\n {2}help: record at least three/,
  );
});

test("a class that nobody in training shows is named", () => {
  const rows = people.map((name, i) => [name, i === 0 ? 1 : 0] as const);
  expect(() => splitWindows(smallSet(rows), { test: ["p1"] }, random())).toThrow(
    /nobody in training shows "walk" \(subjects p2, p3, p4, p10\)/,
  );
  const split = splitWindows(smallSet(rows), { test: ["p1"], allowUnseen: true }, random());
  expect([...split.test.labels]).toEqual([1]);
  expect(split.train.classes).toEqual(split.test.classes);
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

/** Two people, two sessions with three trials each, two windows [0, 2) and [1, 3) s in each trial. */
function sittings(overlap = 1): WindowSet {
  const rows = ["anna", "ben"].flatMap((subject) =>
    ["T", "E"].flatMap((session) =>
      ["1", "2", "3"].flatMap((trial) =>
        [0, 2 - overlap].map((start) => ({ subject, session, trial, start })),
      ),
    ),
  );
  const plain = smallSet(rows.map(({ subject }, i) => [subject, Math.floor(i / 2) % 2] as const));
  return {
    ...plain,
    recordings: rows.map(({ subject, session }) => subject + session),
    origins: rows.map(({ session, trial, start }, i) => {
      const from = 10 * (Math.floor(i / 2) % 3) + start;
      return { session, trial, start: from, end: from + 2 };
    }),
  };
}

describe("other protocols", () => {
  const namesIn = (part: WindowSet, key: "session" | "trial") => [
    ...new Set(part.origins!.map((origin) => origin[key])),
  ];

  test("session to session: everybody trains on one day and tests on another", () => {
    const split = splitWindows(sittings(), { by: "session", test: ["E"] }, random());
    expect([namesIn(split.train, "session"), namesIn(split.test, "session")]).toEqual([
      ["T"],
      ["E"],
    ]);
    expect([subjectsOf(split.train), subjectsOf(split.test)]).toEqual([
      ["anna", "ben"],
      ["anna", "ben"],
    ]);
  });

  test("validation may be chosen by something else", () => {
    const options = { by: "session", test: ["E"], validation: 1, validateBy: "trial" } as const;
    const { train, validation, test: held } = splitWindows(sittings(), options, random());
    expect([train.size, validation!.size, held.size]).toEqual([8, 4, 12]);
    expect(namesIn(train, "trial")).not.toContain(namesIn(validation!, "trial")[0]);
    expect(namesIn(validation!, "session")).toEqual(["T"]);
  });

  test("by trial, of the same people", () => {
    const split = splitWindows(sittings(), { by: "trial", test: ["3"] }, random());
    expect([split.train.size, split.test.size]).toEqual([16, 8]);
  });

  test("each subject tests once", () => {
    const held = [1, 2, 3, 4, 5].map((fold) =>
      subjectsOf(splitWindows(set, { folds: "each", fold }, random()).test).join(),
    );
    expect(held).toEqual(people);
    expect(() => splitWindows(set, { folds: 3, fold: 4 }, random())).toThrow(
      /fold must be from 1 to 3/,
    );
    expect(() => splitWindows(set, { folds: 3, test: 2 }, random())).toThrow(
      /either `test` or `folds`/,
    );
    expect(() => splitWindows(set, {}, random())).toThrow(/either `test` or `folds`/);
  });

  test("groups that the recordings do not tell are asked for", () => {
    expect(() => splitWindows(set, { by: "session", test: 1 }, random())).toThrow(
      /cannot split by session: recording p1-0 does not say its session/,
    );
  });
});

describe("leakage", () => {
  test("the same person on both sides, unless allowed", () => {
    const options = { by: "recording", test: ["annaT"] } as const;
    expect(() => splitWindows(sittings(), options, random())).toThrow(
      /subject "anna" is both in the training and the test part(.|\n)*allowLeakage: true/,
    );
    const { test: held } = splitWindows(sittings(), { ...options, allowLeakage: true }, random());
    expect(held.size).toBe(6);
  });

  test("overlapping windows of one recording, unless allowed", () => {
    const set = sittings();
    const trials = set.origins!.map((origin, row) => ({ ...origin, trial: String((row % 2) + 1) }));
    const leaky = { ...set, origins: trials };
    const options = { by: "trial", test: ["2"] } as const;
    expect(() => splitWindows(leaky, options, random())).toThrow(
      /recording annaT: a window of the training part \(0.00 to 2.00 s\) overlaps one of the test part \(1.00 to 3.00 s\)/,
    );
    expect(splitWindows(leaky, { ...options, allowLeakage: true }, random()).test.size).toBe(12);
    const apart = sittings(0);
    const tidy = {
      ...apart,
      origins: apart.origins!.map((origin, row) => ({ ...origin, trial: String((row % 2) + 1) })),
    };
    expect(splitWindows(tidy, options, random()).test.size).toBe(12);
  });

  test("whatever the windows, a split passes exactly where no two of them overlap", () => {
    const window = fc.record({
      recording: fc.constantFrom("a", "b"),
      start: fc.integer({ min: 0, max: 12 }),
      length: fc.integer({ min: 1, max: 5 }),
      test: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(window, { minLength: 2, maxLength: 12 }), (windows) => {
        const part = (test: boolean): WindowSet => {
          const own = windows.filter((each) => each.test === test);
          return {
            ...smallSet(own.map(() => ["p", 0] as const)),
            recordings: own.map(({ recording }) => recording),
            origins: own.map(({ start, length }) => ({ start, end: start + length })),
          };
        };
        const clash = windows.some((a) =>
          windows.some(
            (b) =>
              a.test !== b.test &&
              a.recording === b.recording &&
              a.start < b.start + b.length &&
              b.start < a.start + a.length,
          ),
        );
        const check = () => refuseOverlap({ training: part(false), test: part(true) });
        if (clash) expect(check).toThrow(/overlaps/);
        else expect(check).not.toThrow();
      }),
    );
  });
});
