/**
 * @file The study of augmentation in distillation: teacher's × student's × fully trained or stopped early, every seed.
 * Source: Jeon et al. 2022, IEEE IoT-J 9(14), arXiv:2201.00111.
 */
import { type Interval, pairedInterval } from "#core/stats";
import type { Part } from "./comparison.ts";
import type { Config } from "./config-schema.ts";
import type { RunEnvironment } from "./environment.ts";
import type { Lineup } from "./lineup.ts";
import {
  averaged,
  type Effect,
  effectOf,
  type Margin,
  marginsOf,
  type Results,
} from "./margins.ts";
import { onRoads } from "./on-roads.ts";
import {
  alone,
  rowOf,
  studyConfig,
  studyLineup,
  studyOptions,
  studyTeacher,
  teacherRowOf,
} from "./study-lineup.ts";
import { trainGrid } from "./train-grid.ts";
import { wearAugKdHtml } from "./wear-aug-kd-html.ts";
import { wearAugKdMarkdown } from "./wear-aug-kd-markdown.ts";
import { writeStudy } from "./write-study.ts";

/** No augmentation. */
export const original = "original";

/** The method behind a mode. */
const methods: Readonly<Record<string, string>> = { full: "kd", eskd: "eskd" };

export interface WearAugKdOptions {
  /** "original", or names of augmentations. */
  readonly strategies: readonly string[];
  /** "full": teacher and student trained to the end; "eskd": the teacher stopped early, distillation too. */
  readonly modes: readonly string[];
  /** Role of the teacher; the first configured by default. */
  readonly teacher?: string;
  readonly part: Part;
  /** Trainings at the same time. */
  readonly jobs: number;
}

export interface WearAugKdCell {
  /** What the teacher was trained with. */
  readonly teacher: string;
  /** What the student is trained with; its teacher sees the same views then. */
  readonly student: string;
  readonly mode: string;
  /** Per seed, or per fold; fractions. */
  readonly accuracies: Results;
}

export interface WearAugKd {
  readonly dataset: string;
  readonly part: Part;
  readonly seeds: readonly number[];
  readonly folds: number;
  readonly networks: { readonly teacher: string; readonly student: string };
  readonly cells: readonly WearAugKdCell[];
  /** Students without a teacher, by strategy. */
  readonly alone: Readonly<Record<string, Results>>;
  readonly teachers: readonly {
    readonly teacher: string;
    readonly mode: string;
    readonly accuracies: Results;
  }[];
  readonly margins: Readonly<Record<Factor, readonly Margin[]>>;
  readonly effects: Readonly<Record<Factor, Effect>>;
  /** Spread over strategies, student's minus teacher's: above 0, the student's matters more. */
  readonly studentOverTeacher: Interval;
  /** The best cell. */
  readonly best: WearAugKdCell;
  /** Distilled minus alone, with the same augmentation, mean over all cells. */
  readonly distillation: Interval;
}

export type Factor = "teacher" | "student" | "mode";

/** Train whatever is missing, and write the tables. */
export async function wearAugKd(
  configured: Config,
  options: WearAugKdOptions,
  given: Partial<RunEnvironment> = {},
): Promise<WearAugKd> {
  const { part, jobs } = options;
  const config = studyConfig(configured);
  const role = studyTeacher(config, options.teacher);
  const corners = cornersOf(config, options, role);
  const ground = { folder: `${config.name}-wear-aug-kd`, jobs };
  return onRoads(config, ground, given, async ({ folder, command, ...roads }) => {
    const lineups = corners.map(({ lineup }) => lineup);
    const compared = await trainGrid({ ...roads, lineups, part }, jobs);
    const cells: WearAugKdCell[] = [];
    const teachers: WearAugKd["teachers"][number][] = [];
    const students: Record<string, Results> = {};
    for (const [i, { teacher, student }] of corners.entries()) {
      if (teacher === undefined) students[student] = rowOf(compared[i]!, alone.label);
      else
        for (const mode of options.modes) {
          const accuracies = rowOf(compared[i]!, mode);
          cells.push({ teacher, student, mode, accuracies });
          if (student === options.strategies[0])
            teachers.push({ teacher, mode, accuracies: teacherRowOf(compared[i]!, mode) });
        }
    }
    const result: WearAugKd = {
      dataset: config.name,
      part,
      seeds: config.seeds,
      folds: roads.folds.length,
      networks: { teacher: config.teachers[role]!.network, student: config.student.network },
      cells,
      alone: students,
      teachers,
      ...conclusions(cells, students),
    };
    const writers = { markdown: wearAugKdMarkdown, html: wearAugKdHtml };
    await writeStudy(folder, `wear-aug-kd-${part}`, result, writers, command);
    return result;
  });
}

interface Corner {
  /** Absent: the student alone. */
  readonly teacher?: string;
  readonly student: string;
  readonly lineup: Lineup;
}

function cornersOf(
  config: Config,
  { strategies, modes }: WearAugKdOptions,
  role: string,
): Corner[] {
  const options = studyOptions(config);
  const taught = Object.fromEntries(
    modes.map((mode) => [mode, { name: methods[mode]!, options, teachers: [role] }]),
  );
  return strategies.flatMap((student) => {
    const augment = chainOf(student);
    const name = `alone, ${student}`;
    return [
      { student, lineup: studyLineup(config, name, { augment }, { [alone.label]: alone }) },
      ...strategies.map((teacher) => {
        const changes = { augment, teacherAugment: chainOf(teacher) };
        const corner = `${teacher} → ${student}`;
        return { teacher, student, lineup: studyLineup(config, corner, changes, taught) };
      }),
    ];
  });
}

/** One draw per window and epoch. */
function chainOf(strategy: string): readonly object[] {
  return strategy === original ? [] : [{ name: strategy, probability: 1 }];
}

/** What the table says, by intervals over seeds. */
export function conclusions(
  cells: readonly WearAugKdCell[],
  students: Readonly<Record<string, Results>>,
): Pick<WearAugKd, "margins" | "effects" | "studentOverTeacher" | "best" | "distillation"> {
  const of = (factor: Factor) =>
    marginsOf(
      cells,
      (cell) => cell[factor],
      ({ accuracies }) => accuracies,
    );
  const margins = { teacher: of("teacher"), student: of("student"), mode: of("mode") };
  const best = cells.reduce((a, b) => (averageOf(b) > averageOf(a) ? b : a));
  return {
    margins,
    effects: {
      teacher: effectOf(margins.teacher, original),
      student: effectOf(margins.student, original),
      mode: effectOf(margins.mode, "full"),
    },
    studentOverTeacher: pairedInterval(spreadOf(margins.student), spreadOf(margins.teacher)),
    best,
    distillation: pairedInterval(
      averaged(cells.map(({ accuracies }) => accuracies)),
      averaged(cells.map(({ student }) => students[student]!)),
    ),
  };
}

function averageOf({ accuracies }: WearAugKdCell): number {
  return accuracies.reduce((a, b) => a + b, 0) / accuracies.length;
}

/** Largest minus smallest margin, per seed. */
function spreadOf(margins: readonly Margin[]): number[] {
  return margins[0]!.results.map((_, i) => {
    const values = margins.map(({ results }) => results[i]!);
    return Math.max(...values) - Math.min(...values);
  });
}
