/** @file What a comparison says of one student on one data set, from the outcomes of its trainings. */
import { type Comparison, compare } from "#benchmarks/compare";
import { mapValues } from "#core/map-values";
import { type Figures, figuresOf, type Outcome, pairedAccuracies } from "./outcomes.ts";
import type { MethodChoice } from "./plans.ts";

export interface Contender extends MethodChoice {
  /** Names its row. */
  readonly label: string;
  /** Names its folder, where the label leaves a choice: the label "kd:acc|large" is written "kd:acc". */
  readonly written?: string;
}

/** Who cannot run there. */
export interface Excluded {
  readonly label: string;
  readonly reason: string;
}

/** Accuracies as fractions: per seed, or where there are folds, per fold (the mean of its seeds). */
export type Scores = Readonly<Record<string, readonly number[]>>;

export interface TeacherScores {
  /** Label of the contender it taught for. */
  readonly contender: string;
  readonly role: string;
  /** As in {@link Scores}. */
  readonly accuracies: readonly number[];
}

export interface MethodComparison {
  /** Name of the configuration. */
  readonly dataset: string;
  /** As on the command line: "cnn1d-tiny(filters=[16;32;48])". */
  readonly student: string;
  /** The part that was measured. */
  readonly part: Part;
  readonly seeds: readonly number[];
  /** How many folds took turns in testing; 1: one split. */
  readonly folds: number;
  readonly students: Scores;
  readonly teachers: readonly TeacherScores[];
  /** Classic models on the student's inputs. */
  readonly baselines: Scores;
  /** Of students and classic models, all folds together. */
  readonly figures: Readonly<Record<string, Figures>>;
  /** Each contender against the first. */
  readonly rows: readonly Comparison[];
  readonly excluded: readonly Excluded[];
  /** Contenders whose teachers ran in every step, though the configuration keeps their outputs. */
  readonly liveTeachers: readonly string[];
}

export type Part = "validation" | "test";

/** One outcome, and the row it belongs to. */
export interface Cell extends Outcome {
  readonly kind: "student" | "teacher" | "baseline";
  /** Of the contender, or of the classic model. */
  readonly label: string;
  /** Of a teacher. */
  readonly role?: string;
}

type About = Omit<
  MethodComparison,
  "students" | "teachers" | "baselines" | "figures" | "rows" | "liveTeachers"
>;

/** Cells of all seeds and folds, and of those contenders only that finished them all. */
export function summarize(
  cells: readonly Cell[],
  contenders: readonly Contender[],
  about: About,
): MethodComparison {
  const rowsOf = (kind: Cell["kind"]) => {
    const rows: Record<string, Cell[]> = {};
    for (const cell of cells.filter((each) => each.kind === kind)) {
      const name = cell.role === undefined ? cell.label : JSON.stringify([cell.label, cell.role]);
      rows[name] = [...(rows[name] ?? []), cell];
    }
    return rows;
  };
  const [students, baselines] = [rowsOf("student"), rowsOf("baseline")];
  const scores = mapValues(students, pairedAccuracies);
  return {
    ...about,
    students: scores,
    teachers: Object.values(rowsOf("teacher")).map((row) => ({
      contender: row[0]!.label,
      role: row[0]!.role!,
      accuracies: pairedAccuracies(row),
    })),
    baselines: mapValues(baselines, pairedAccuracies),
    figures: mapValues({ ...students, ...baselines }, figuresOf),
    rows: compare(scores),
    liveTeachers: contenders
      .filter(({ label, liveTeachers }) => liveTeachers && label in scores)
      .map(({ label }) => label),
  };
}
