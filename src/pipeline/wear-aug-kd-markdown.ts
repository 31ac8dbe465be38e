/** @file The study of augmentation as Markdown: the grid, its margins, and what follows from them. */
import { excludesZero } from "#benchmarks/compare";
import { mean } from "#core/stats";
import { percentWithSd, pointsWithInterval } from "#report/figures-text";
import { markdownTable } from "#report/text-table";
import type { Effect, Margin } from "./margins.ts";
import type { WearAugKd } from "./wear-aug-kd.ts";

export function wearAugKdMarkdown(study: WearAugKd): string {
  const { dataset, margins } = study;
  const modes = [...new Set(study.cells.map(({ mode }) => mode))];
  return `${[
    `# Augmentation in distillation: ${dataset}`,
    trainedWith(study),
    "Rows: what the teacher was trained with. Columns: what the student is trained with; in its steps the teacher sees the same views.",
    ...modes.flatMap((mode) => [`## ${mode}`, gridTable(study, mode)]),
    "## On average",
    marginTable("teacher trained with", margins.teacher),
    marginTable("student trained with", margins.student),
    marginTable("mode", margins.mode),
    "## What follows",
    recommendations(study)
      .map((each) => `- ${each}`)
      .join("\n"),
  ].join("\n\n")}\n`;
}

/** Who was trained, how often, and what is measured. */
export function trainedWith({ networks, part, folds, seeds }: WearAugKd): string {
  const units = folds > 1 ? `${folds} folds, each the mean of seeds` : "seeds";
  return `${networks.teacher} teaches ${networks.student}; accuracy on the ${part} part, in percent, mean ± sd; ${units} ${seeds.join(", ")}.`;
}

function gridTable({ cells, alone, teachers }: WearAugKd, mode: string): string {
  const own = cells.filter((cell) => cell.mode === mode);
  const columns = Object.keys(alone);
  const rows = [...new Set(own.map(({ teacher }) => teacher))];
  const cellAt = (teacher: string, student: string) =>
    own.find((cell) => cell.teacher === teacher && cell.student === student)!;
  const teacherAt = (teacher: string) =>
    teachers.find((each) => each.teacher === teacher && each.mode === mode)!;
  return markdownTable({
    head: ["teacher \\ student", ...columns, "the teacher itself"],
    rows: [
      ["no teacher", ...columns.map((student) => percentWithSd(alone[student]!)), ""],
      ...rows.map((teacher) => [
        teacher,
        ...columns.map((student) => percentWithSd(cellAt(teacher, student).accuracies)),
        percentWithSd(teacherAt(teacher).accuracies),
      ]),
    ],
  });
}

function marginTable(name: string, margins: readonly Margin[]): string {
  return markdownTable({
    head: [name, "mean ± sd"],
    rows: margins.map(({ level, results }) => [level, percentWithSd(results)]),
  });
}

/** Sentences; what no interval shows is said not to be shown. */
export function recommendations(study: WearAugKd): string[] {
  const { effects, studentOverTeacher, distillation, best, alone } = study;
  return [
    `The student's augmentation: ${advice(effects.student)}`,
    `The teacher's augmentation: ${advice(effects.teacher)}`,
    `Full training or eskd: ${advice(effects.mode)}`,
    `Which of the two matters more: ${
      excludesZero(studentOverTeacher)
        ? `the ${studentOverTeacher.mean > 0 ? "student's" : "teacher's"}`
        : "not shown"
    }; the spread over strategies, student's minus teacher's, is ${pointsWithInterval(studentOverTeacher)}.`,
    `Distillation against the student alone, augmented alike, over the whole grid: ${pointsWithInterval(distillation)}${
      excludesZero(distillation) ? "." : ", which is not shown to be anything."
    }`,
    `The best cell: teacher ${best.teacher}, student ${best.student}, ${best.mode}, ${percentWithSd(best.accuracies)}; the best of ${study.cells.length} is too good by selection. The best student alone: ${bestAlone(alone)}.`,
  ];
}

function advice({ best, against, difference }: Effect): string {
  if (!difference) return `nothing is better on average than ${against}.`;
  const gain = `${pointsWithInterval(difference)} over ${against}`;
  return excludesZero(difference)
    ? `use ${best}: ${gain}.`
    : `${best} has the highest mean, ${gain}; that it is better is not shown.`;
}

function bestAlone(alone: WearAugKd["alone"]): string {
  const [strategy, accuracies] = Object.entries(alone).reduce((a, b) =>
    mean(b[1]) > mean(a[1]) ? b : a,
  );
  return `${strategy}, ${percentWithSd(accuracies)}`;
}
