/** @file A search within a budget as Markdown: what was chosen and why, the finalists' files, everybody who was tried. */
import { counted } from "#core/counted";
import { markdownTable } from "#report/text-table";
import type { FitResult } from "./fit-result.ts";
import { filesTable, pruningsTable, refusedTable, trialsTable } from "./fit-tables.ts";
import { fitHeadline, fitSentences, placeWords, pruningNote } from "./fit-words.ts";

/** Accuracies in percent. */
export function fitMarkdown(result: FitResult): string {
  const { dataset, on, provenance, prunings, refused, seeds } = result;
  const parts = [
    `# The best student for ${dataset}`,
    `**${fitHeadline(result)}**`,
    fitSentences(result)
      .map((sentence) => `- ${sentence}`)
      .join("\n"),
    "## Those that were trained in full",
    `In every scheme; latency ${placeWords(on)}, one window, one thread, all files in turns. Mean ± standard deviation over ${counted(seeds.length, "seed")} on validation windows. The arrow points at what was chosen.`,
    markdownTable(filesTable(result)),
    ...(prunings.length > 0
      ? ["## Pruned to the budget", pruningNote, markdownTable(pruningsTable(result))]
      : []),
    "## Everybody who was tried",
    "Validation accuracy of the float network, first seed. Every round starts anew, with a schedule of its length; the best third goes on.",
    markdownTable(trialsTable(result)),
    ...(refused.length > 0 ? ["## Too dear as they are", markdownTable(refusedTable(result))] : []),
    `${"`"}${provenance.command}${"`"}: ${provenance.cpu}, ${provenance.cores} cores, wristill ${provenance.versions.wristill}, ${result.created}.`,
  ];
  return `${parts.join("\n\n")}\n`;
}
