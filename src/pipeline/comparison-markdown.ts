/** @file A comparison as Markdown: students with paired differences, then the teachers' own accuracy and that of classic models. */
import { comparisonTable } from "#benchmarks/compare";
import { mean, sd } from "#core/stats";
import { markdownTable } from "#report/text-table";
import type { MethodComparison } from "./comparison.ts";

/** Accuracies in percent, differences in points. */
export function comparisonMarkdown(comparison: MethodComparison): string {
  const { dataset, student, part, seeds, folds, rows, teachers, baselines, figures } = comparison;
  const units =
    folds > 1
      ? `; ${folds} folds, each the mean of seeds`
      : seeds.length > 1
        ? "; seeds"
        : "; seed";
  const title = `${dataset}, student ${student}: accuracy on the ${part} part, in percent${units} ${seeds.join(", ")}.`;
  const tables = [comparisonTable(rows).trimEnd(), figureTable(figures, folds)];
  if (Object.keys(teachers).length > 0) tables.push(teacherTable(teachers));
  if (Object.keys(baselines).length > 0) tables.push(baselineTable(baselines));
  tables.push(...notes(comparison));
  return `${[title, ...tables].join("\n\n")}\n`;
}

/** Who could not run, and whose teachers ran where the configuration keeps their outputs. */
function notes({ excluded, liveTeachers }: MethodComparison): string[] {
  const live = `Teachers ran in every step, though the configuration keeps their outputs: ${liveTeachers.join(", ")}.`;
  return [
    ...(liveTeachers.length > 0 ? [live] : []),
    ...(excluded.length > 0 ? [excludedTable(excluded)] : []),
  ];
}

function excludedTable(excluded: MethodComparison["excluded"]): string {
  return markdownTable({
    head: ["not applicable", "why"],
    rows: excluded.map(({ label, reason }) => [label, reason.split("\n")[0]!]),
    left: [0, 1],
  });
}

/** Contenders share what they train alike: equal roles with equal accuracies are one row. */
function teacherTable(teachers: MethodComparison["teachers"]): string {
  const rows = new Map<string, { role: string; by: string[]; accuracies: readonly number[] }>();
  for (const { contender, role, accuracies } of teachers) {
    const key = JSON.stringify([role, accuracies]);
    const row = rows.get(key) ?? { role, by: [], accuracies };
    row.by.push(contender);
    rows.set(key, row);
  }
  return markdownTable({
    head: ["teacher", "of", "n", "mean ± sd"],
    rows: [...rows.values()].map(({ role, by, accuracies }) => [
      role,
      by.join(", "),
      String(accuracies.length),
      figure(accuracies),
    ]),
    left: [0, 1],
  });
}

function baselineTable(baselines: MethodComparison["baselines"]): string {
  return markdownTable({
    head: ["classic model", "n", "mean ± sd"],
    rows: Object.entries(baselines).map(([name, accuracies]) => [
      name,
      String(accuracies.length),
      figure(accuracies),
    ]),
    left: [0],
  });
}

/** Mean ± sd over seeds. */
function figureTable(figures: MethodComparison["figures"], folds: number): string {
  return markdownTable({
    head: [
      folds > 1 ? "all folds together" : "more figures",
      ...["accuracy", "balanced accuracy", "macro F1", "Cohen's κ"],
    ],
    rows: Object.entries(figures).map(([name, each]) => [
      name,
      ...[each.accuracy, each.balancedAccuracy, each.macroF1, each.kappa].map(figure),
    ]),
    left: [0],
  });
}

function figure(accuracies: readonly number[]): string {
  const percent = (share: number) => (100 * share).toFixed(2);
  const center = percent(mean(accuracies));
  return accuracies.length < 2 ? center : `${center} ± ${percent(sd(accuracies))}`;
}
