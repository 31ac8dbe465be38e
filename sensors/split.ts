/** @file Splits by subject: nobody is on both sides. */
import { nearest, UserError } from "#core/errors";
import type { Random } from "#core/random";
import type { Modality, WindowedSignal, WindowSet } from "#core/signal";

/** Subjects by name, a number of them (1, 2, …), or a share of all (above 0, below 1). */
export type SubjectChoice = readonly string[] | number;

export interface SplitOptions {
  readonly test: SubjectChoice;
  /** Taken from those who are not in the test part; default: nobody. */
  readonly validation?: SubjectChoice;
}

export interface Split {
  readonly train: WindowSet;
  /** `undefined` where nobody was chosen for it. */
  readonly validation: WindowSet | undefined;
  readonly test: WindowSet;
}

/** The subjects of a window set, sorted. */
export function subjectsOf(set: WindowSet): readonly string[] {
  return [...new Set(set.subjects)].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
}

/**
 * Windows of different people for training, validation and test; everybody not chosen trains. Throws a
 * {@link UserError} for too few subjects, unknown or twice chosen ones, and a class that nobody in training shows.
 */
export function splitBySubject(set: WindowSet, options: SplitOptions, random: Random): Split {
  const { test: testChoice, validation: validationChoice = [] } = options;
  const all = subjectsOf(set);
  const parts = choiceSize(validationChoice, all.length) > 0 ? 3 : 2;
  if (all.length < parts) refuseFew(all, parts);
  const order = [...random.permutation(all.length)].map((i) => all[i]!);
  const test = choose("test", testChoice, all, order);
  const validation = choose("validation", validationChoice, all, order, test);
  const train = all.filter((name) => !test.includes(name) && !validation.includes(name));
  if (train.length === 0)
    throw new UserError(
      `nobody is left to train on: ${test.length} of ${all.length} subjects test, ${validation.length} validate`,
      "choose fewer subjects",
    );
  const part = (names: readonly string[]) => selectSubjects(set, names);
  const split = {
    train: part(train),
    validation: validation.length > 0 ? part(validation) : undefined,
    test: part(test),
  };
  refuseAbsentClasses(split.train);
  return split;
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
  };
}

/** The windows of these people. */
export function selectSubjects(set: WindowSet, subjects: readonly string[]): WindowSet {
  return selectWindows(set, rowsWhere(set, new Set(subjects), true));
}

/** Row numbers of one fold: fit on `train`, predict `held`. */
export interface Fold {
  readonly train: Int32Array;
  readonly held: Int32Array;
}

/** `k` folds by subject for cross-fitting: every row is held out exactly once. `k` = subjects: leave one out. */
export function subjectFolds(set: WindowSet, k: number, random: Random): readonly Fold[] {
  const all = subjectsOf(set);
  if (!Number.isInteger(k) || k < 2 || k > all.length)
    throw new UserError(
      `cannot make ${k} folds of ${all.length} subjects`,
      "choose 2 folds or more, at most one per subject",
    );
  const order = random.permutation(all.length);
  return Array.from({ length: k }, (_, fold) => {
    const held = new Set(all.filter((_name, i) => order[i]! % k === fold));
    return { train: rowsWhere(set, held, false), held: rowsWhere(set, held, true) };
  });
}

function rowsWhere(set: WindowSet, subjects: ReadonlySet<string>, inside: boolean): Int32Array {
  const rows: number[] = [];
  set.subjects.forEach((subject, row) => {
    if (subjects.has(subject) === inside) rows.push(row);
  });
  return Int32Array.from(rows);
}

function choose(
  part: string,
  choice: SubjectChoice,
  all: readonly string[],
  order: readonly string[],
  taken: readonly string[] = [],
): readonly string[] {
  const free = order.filter((name) => !taken.includes(name));
  if (typeof choice === "number") {
    const chosen = free.slice(0, choiceSize(choice, all.length));
    return all.filter((name) => chosen.includes(name));
  }
  for (const name of choice) {
    if (!all.includes(name)) refuseUnknown(part, name, all);
    if (taken.includes(name))
      throw new UserError(`subject "${name}" is both in the test and the ${part} part`);
  }
  return choice;
}

function choiceSize(choice: SubjectChoice, subjects: number): number {
  if (typeof choice !== "number") return choice.length;
  if (choice > 0 && choice < 1) return Math.max(1, Math.round(choice * subjects));
  if (Number.isInteger(choice) && choice >= 0) return choice;
  throw new UserError(
    `cannot choose ${choice} subjects`,
    "give names, a whole number, or a share between 0 and 1",
  );
}

function refuseFew(all: readonly string[], parts: number): never {
  throw new UserError(
    `${all.length} subjects (${all.join(", ")}) can't be split into ${parts} parts by subject`,
    parts === 3 ? "record at least three people, or do without validation" : "record more people",
  );
}

function refuseUnknown(part: string, name: string, all: readonly string[]): never {
  const guess = nearest(name, all);
  const hint = guess === undefined ? "" : `did you mean "${guess}"? `;
  throw new UserError(
    `unknown subject "${name}" in the ${part} part`,
    `${hint}known: ${all.join(", ")}`,
  );
}

function refuseAbsentClasses(train: WindowSet): void {
  const absent = train.classes.filter((_name, label) => !train.labels.includes(label));
  if (absent.length === 0) return;
  throw new UserError(
    `nobody in training shows ${absent.map((name) => `"${name}"`).join(", ")} (subjects ${subjectsOf(train).join(", ")})`,
    "move a subject who does into training, or leave the class out",
  );
}
