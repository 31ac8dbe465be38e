/** @file A bench report as Markdown. */
import type { BenchReport } from "#benchmarks/harness/bench-report";
import { markdownTable } from "#report/text-table";
import {
  coldTable,
  comparisonsTable,
  conditionsText,
  filesTable,
  machineText,
  notMeasured,
  seriesNotes,
  seriesTable,
  seriesTitle,
} from "./bench-words.ts";

export function benchMarkdown(report: BenchReport): string {
  const { series, comparisons, command, measuredAt } = report;
  const parts = [
    `# ${report.files.map(({ name }) => name).join(", ")}`,
    `${machineText(report)}. Measured ${measuredAt.slice(0, 10)} with \`${command}\`; ${conditionsText(report)}.`,
    markdownTable(filesTable(report)),
    ...series.flatMap((each) => [
      `## ${seriesTitle(each)}`,
      `${each.runtime}.`,
      markdownTable(seriesTable(each)),
      seriesNotes(each)
        .map((note) => `- ${note}`)
        .join("\n"),
    ]),
    "## Starts, in new processes",
    markdownTable(coldTable(report)),
    ...(comparisons
      ? ["## Against the baseline", markdownTable(comparisonsTable(comparisons))]
      : []),
    ...notMeasured(report).map((each) => `Not measured: ${each}.`),
  ];
  return `${parts.join("\n\n")}\n`;
}
