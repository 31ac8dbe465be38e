/** @file A bench report as Markdown. */
import type { BenchReport } from "#benchmarks/harness/bench-report";
import { markdownTable, type TextTable } from "#report/text-table";
import { benchOutline } from "./bench-outline.ts";

export function benchMarkdown(report: BenchReport): string {
  const { command, measuredAt } = report;
  const { machine, conditions, files, series, devices, starts, comparisons, missing } =
    benchOutline(report);
  const parts = [
    `# ${report.files.map(({ name }) => name).join(", ")}`,
    `${machine}. Measured ${measuredAt.slice(0, 10)} with \`${command}\`; ${conditions}.`,
    tableOf(files),
    ...series.flatMap(({ title, runtime, table, notes }) => [
      `## ${title}`,
      `${runtime}.`,
      tableOf(table),
      notes.map((note) => `- ${note}`).join("\n"),
    ]),
    ...(devices ? ["## Devices", tableOf(devices.facts), tableOf(devices.times)] : []),
    ...["## Starts, in new processes or pages", tableOf(starts)],
    ...(comparisons ? ["## Against the baseline", tableOf(comparisons)] : []),
    ...missing.map((each) => `Not measured: ${literal(each)}.`),
  ];
  return `${parts.join("\n\n")}\n`;
}

function tableOf({ rows, ...table }: TextTable): string {
  return markdownTable({ ...table, rows: rows.map((row) => row.map(literal)) });
}

/** Names that devices and files give themselves are neither markup nor links. */
function literal(text: string): string {
  return text.replace(/[\\`*_[\]<>#&]/g, "\\$&");
}
