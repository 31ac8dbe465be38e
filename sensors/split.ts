/** @file Windows for training, validation and test: by default nobody is in two of these parts. */
import { nearest, UserError } from "#core/errors";
import type { Random } from "#core/random";
import type { Modality, WindowedSignal, WindowSet } from "#core/signal";
import { type Fold, groupFolds, heldGroups } from "./folds.ts";
import { type GroupKey, groupNames, rowsWhere } from "./groups.ts";
import { refuseOverlap, refuseSharedSubjects } from "./leakage.ts";

/** Subjects (sessions, …) by name, a number of them (1, 2, …), or a share of all (above 0, below 1). */
export type GroupChoice = readonly string[] | number;

export interface SplitOptions {
  /**
   * What stays together; default `subject`. By session, run or trial the same people are tested at another time; by
   * recording they may stand on both sides, which `allowLeakage` has to permit.
   */
  readonly by?: GroupKey;
  /** Who tests; either this or `folds`. */
  readonly test?: GroupChoice;
  /** This many folds with about the same share of every class, or `each`: one for each subject (session, …). */
  readonly folds?: number | "each";
  /** With `folds`: which of them tests, from 1 on. Default 1. */
  readonly fold?: number;
  /** Taken from what is not in the test part; default: nothing. */
  readonly validation?: GroupChoice;
  /** What stays together in validation; default: as in `by`. */
  readonly validateBy?: GroupKey;
  /** Do not look for subjects and moments that stand on both sides. */
  readonly allowLeakage?: boolean;
  /** Accept a class that training never shows: whoever tests with it is always wrong there. */
  readonly allowUnseen?: boolean;
}

export interface Split {
  readonly train: WindowSet;
  /** `undefined` where nothing was chosen for it. */
  readonly validation: WindowSet | undefined;
  readonly test: WindowSet;
}

/** The subjects of a window set, sorted. */
export function subjectsOf(set: WindowSet): readonly string[] {
  return groupNames(set, "subject");
}

/**
 * Windows for training, validation and test; whatever is not chosen trains. Throws a {@link UserError} for too few
 * subjects (sessions, …), unknown or twice chosen ones, a class that training never shows, and for leakage: a person or
 * a moment of a recording on both sides.
 */
export function splitWindows(set: WindowSet, options: SplitOptions, random: Random): Split {
  const { by = "subject", validation: validationChoice = [], validateBy = by } = options;
  const all = groupNames(set, by);
  const validates = choiceSize(validationChoice, all.length, validateBy) > 0;
  const parts = validates && validateBy === by ? 3 : 2;
  if (all.length < parts) refuseFew(all, parts, by);
  const order = [...random.permutation(all.length)].map((i) => all[i]!);
  const test = testGroups(set, options, { by, all, order }, random);
  const rest = selectWindows(set, rowsWhere(set, by, new Set(test), false));
  const left =
    validateBy === by
      ? { by, all, order, taken: test }
      : drawFrom(groupNames(rest, validateBy), validateBy, random);
  const validation = validates ? choose("validation", validationChoice, left) : [];
  const chosen = new Set(validation);
  const part = (rows: Int32Array) => (rows.length > 0 ? selectWindows(rest, rows) : undefined);
  const train = part(rowsWhere(rest, validateBy, chosen, false));
  if (!train) refuseNoTraining(test, validation, all, by);
  const split = {
    train,
    validation: part(rowsWhere(rest, validateBy, chosen, true)),
    test: selectGroups(set, by, test),
  };
  if (!options.allowUnseen) refuseAbsentClasses(split.train);
  if (!options.allowLeakage) refuseLeakage(split, by);
  return split;
}

function refuseLeakage({ train, validation, test }: Split, by: GroupKey): void {
  if (by === "recording") refuseSharedSubjects({ training: train, test });
  refuseOverlap({ training: train, validation, test });
}

/** The windows at these rows, in this order. */
export function selectWindows(set: WindowSet, rows: ArrayLike<number>): WindowSet {
  const signals: Record<Modality, WindowedSignal> = {};
  for (const [modality, signal] of Object.entries(set.signals)) {
    const width = signal.length * signal.channels.length;
    const data = new Float32Array(rows.length * width);
    for (let i = 0; i < rows.length; i++) {
      const from = rows[i]! * width;
      data.set(signal.data.subarray(from, from + width), i * width);
    }
    signals[modality] = { ...signal, data };
  }
  const chosen = Array.from(rows);
  return {
    size: rows.length,
    signals,
    labels: Int32Array.from(chosen, (row) => set.labels[row]!),
    classes: set.classes,
    subjects: chosen.map((row) => set.subjects[row]!),
    recordings: chosen.map((row) => set.recordings[row]!),
    ...(set.origins && { origins: chosen.map((row) => set.origins![row]!) }),
  };
}

/** The windows of these people. */
export function selectSubjects(set: WindowSet, subjects: readonly string[]): WindowSet {
  return selectGroups(set, "subject", subjects);
}

function selectGroups(set: WindowSet, by: GroupKey, names: readonly string[]): WindowSet {
  return selectWindows(set, rowsWhere(set, by, new Set(names), true));
}

/** `k` folds by subject for cross-fitting: every row is held out exactly once. `k` = subjects: leave one out. */
export function subjectFolds(set: WindowSet, k: number, random: Random): readonly Fold[] {
  return groupFolds(set, k, "subject", random);
}

/** What can be chosen from: all groups, in the order of a draw, without the taken ones. */
interface Draw {
  readonly by: GroupKey;
  readonly all: readonly string[];
  readonly order: readonly string[];
  readonly taken?: readonly string[];
}

function drawFrom(all: readonly string[], by: GroupKey, random: Random): Draw {
  const order = [...random.fork("validation").permutation(all.length)].map((i) => all[i]!);
  return { by, all, order };
}

function testGroups(
  set: WindowSet,
  { test, folds, fold = 1 }: SplitOptions,
  draw: Draw,
  random: Random,
): readonly string[] {
  if ((test === undefined) === (folds === undefined))
    throw new UserError("split: give either `test` or `folds`");
  if (test !== undefined) return choose("test", test, draw);
  const count = folds === "each" ? draw.all.length : folds!;
  const held = heldGroups(set, count, draw.by, random.fork("folds"));
  if (held[fold - 1]) return held[fold - 1]!;
  throw new UserError(`split: fold must be from 1 to ${held.length}, received ${fold}`);
}

function choose(
  part: string,
  choice: GroupChoice,
  { by, all, order, taken = [] }: Draw,
): readonly string[] {
  const free = order.filter((name) => !taken.includes(name));
  if (typeof choice === "number") {
    const chosen = free.slice(0, choiceSize(choice, all.length, by));
    return all.filter((name) => chosen.includes(name));
  }
  for (const name of choice) {
    if (!all.includes(name)) refuseUnknown(part, name, all, by);
    if (taken.includes(name))
      throw new UserError(`${by} "${name}" is both in the test and the ${part} part`);
  }
  return choice;
}

function choiceSize(choice: GroupChoice, groups: number, by: GroupKey): number {
  if (typeof choice !== "number") return choice.length;
  if (choice > 0 && choice < 1) return Math.max(1, Math.round(choice * groups));
  if (Number.isInteger(choice) && choice >= 0) return choice;
  throw new UserError(
    `cannot choose ${choice} ${by}s`,
    "give names, a whole number, or a share between 0 and 1",
  );
}

function refuseNoTraining(
  test: readonly string[],
  validation: readonly string[],
  all: readonly string[],
  by: GroupKey,
): never {
  throw new UserError(
    `nobody is left to train on: ${test.length} of ${all.length} ${by}s test, ${validation.length} validate`,
    `choose fewer ${by}s for test and validation`,
  );
}

function refuseFew(all: readonly string[], parts: number, by: GroupKey): never {
  const more = by === "subject" ? "people" : `${by}s`;
  throw new UserError(
    `${all.length} ${by}s (${all.join(", ")}) can't be split into ${parts} parts by ${by}`,
    parts === 3 ? `record at least three ${more}, or do without validation` : `record more ${more}`,
  );
}

function refuseUnknown(part: string, name: string, all: readonly string[], by: GroupKey): never {
  const guess = nearest(name, all);
  const hint = guess === undefined ? "" : `did you mean "${guess}"? `;
  throw new UserError(
    `unknown ${by} "${name}" in the ${part} part`,
    `${hint}known: ${all.join(", ")}`,
  );
}

function refuseAbsentClasses(train: WindowSet): void {
  const absent = train.classes.filter((_name, label) => !train.labels.includes(label));
  if (absent.length === 0) return;
  throw new UserError(
    `nobody in training shows ${absent.map((name) => `"${name}"`).join(", ")} (subjects ${subjectsOf(train).join(", ")})`,
    "move a subject who does into training, leave the class out, or say `allowUnseen: true`",
  );
}
