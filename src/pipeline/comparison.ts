/** @file What a comparison says of one student on one data set, from the outcomes of its trainings. */
import { type Comparison, compare } from "#benchmarks/compare";
import { mapValues } from "#core/map-values";
import type { ModelCost, Montage } from "#report/board/leaderboard";
import type { KeyedFile } from "./cost-stage.ts";
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
  /** Who ran, in the order given. */
  readonly contenders: readonly Contender[];
  readonly students: Scores;
  readonly teachers: readonly TeacherScores[];
  /** Classic models on the student's inputs. */
  readonly baselines: Scores;
  /** Of students and classic models, as in {@link Scores}. */
  readonly figures: Readonly<Record<string, Figures>>;
  /** By contender, one per training. */
  readonly trainings: Readonly<Record<string, readonly TrainingFigures[]>>;
  /** Each contender against the first. */
  readonly rows: readonly Comparison[];
  readonly excluded: readonly Excluded[];
  /** Of the first files of "student", of teachers by role, and of classic models. */
  readonly costs: Readonly<Record<string, ModelCost>>;
  readonly montages: readonly Montage[];
}

export type Part = "validation" | "test";

/** What one training of a student gave besides right and wrong. */
export interface TrainingFigures {
  readonly seed: number;
  readonly fold: number;
  /** Expected calibration error of 15 bins, and mean negative log-likelihood. */
  readonly ece: number;
  readonly nll: number;
  /** With its teachers, where it had any. */
  readonly agreement: number | null;
  readonly divergence: number | null;
  /** Wall-clock s of the student's stages, and of its teachers'. */
  readonly seconds: number;
  readonly teacherSeconds: number;
  readonly steps: number;
}

/** One outcome, and the row it belongs to. */
export interface Cell extends Outcome {
  readonly kind: "student" | "teacher" | "baseline";
  /** Of the contender, or of the classic model. */
  readonly label: string;
  /** Of a teacher. */
  readonly role?: string;
  /** Of a student. */
  readonly figures?: TrainingFigures;
  readonly file: KeyedFile;
}

type About = Pick<
  MethodComparison,
  | "dataset"
  | "student"
  | "part"
  | "seeds"
  | "folds"
  | "contenders"
  | "excluded"
  | "costs"
  | "montages"
>;

/** Cells of all seeds and folds, and of those contenders only that finished them all. */
export function summarize(cells: readonly Cell[], about: About): MethodComparison {
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
    trainings: mapValues(students, (row) => row.flatMap(({ figures }) => figures ?? [])),
    rows: compare(scores),
  };
}
