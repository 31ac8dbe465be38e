/** @file The study of teachers' batch size and epochs as Markdown: a row per cell, and what follows. */

import { excludesZero } from "#benchmarks/compare";
import { counted } from "#core/counted";
import { pairedInterval } from "#core/stats";
import { percentWithSd, pointsWithInterval } from "#report/figures-text";
import { signed } from "#report/format";
import { markdownTable, type TextTable } from "#report/text-table";
import type { SweetSpot, SweetSpotCell } from "./sweet-spot.ts";

export function sweetSpotMarkdown(study: SweetSpot): string {
  const { dataset, test } = study;
  return `${[
    `# How long, in what batches: ${dataset}`,
    trainedAt(study),
    markdownTable(cellRows(study)),
    `The student alone: ${percentWithSd(study.alone)}.`,
    "## What follows",
    findings(study)
      .map((each) => `- ${each}`)
      .join("\n"),
    ...(test ? ["## On the test part, once", markdownTable(testRows(test))] : []),
  ].join("\n\n")}\n`;
}

/** Who was trained, how often, and what is measured. */
export function trainedAt({ networks, folds, seeds, temperature }: SweetSpot): string {
  const units = folds > 1 ? `${folds} folds, each the mean of seeds` : "seeds";
  return `${networks.teacher} teaches ${networks.student}; accuracy on the validation part, in percent, mean ± sd; ${units} ${seeds.join(", ")}. Soft targets at temperature ${temperature}.`;
}

/** A row per cell. */
export function cellRows({ cells, best }: SweetSpot): TextTable {
  return {
    head: [
      ...["batch", "epochs", "learning rate", "teacher", "entropy", "similarity"],
      ...["student", "student from class means", ""],
    ],
    rows: cells.map((cell) => [
      String(cell.batchSize),
      String(cell.epochs),
      String(Number(cell.learningRate.toPrecision(3))),
      percentWithSd(cell.teacher),
      cell.softTargets.entropy.toFixed(3),
      cell.softTargets.similarity.toFixed(3),
      percentWithSd(cell.student),
      percentWithSd(cell.classMean),
      noteOf(cell, best),
    ]),
    left: [8],
  };
}

function noteOf(cell: SweetSpotCell, best: SweetSpotCell): string {
  const notes = [...(cell === best ? ["best"] : []), ...(cell.refined ? ["refined"] : [])];
  return notes.join(", ");
}

/** Sentences; what no interval shows is said not to be shown. */
export function findings({ best, alone, knowledge, correlations, cells }: SweetSpot): string[] {
  const gain = pairedInterval(best.student, alone);
  const { entropy, similarity, teacher } = correlations;
  return [
    `The best student has a teacher trained for ${counted(best.epochs, "epoch")} in batches of ${best.batchSize}: ${pointsWithInterval(gain)} over the student alone, chosen among ${cells.length} by the same figures.`,
    `From its teacher's answers rather than their class means, over all cells: ${pointsWithInterval(knowledge)}; ${reading(knowledge)}.`,
    `Over the cells, the student's accuracy goes with (Spearman) the entropy of soft targets ${signed(entropy, 2)}, their similarity ${signed(similarity, 2)}, the teacher's accuracy ${signed(teacher, 2)}.`,
  ];
}

function reading(knowledge: SweetSpot["knowledge"]): string {
  if (!excludesZero(knowledge)) return "that soft targets do more than regularise is not shown";
  return knowledge.mean > 0
    ? "soft targets carry knowledge of single windows"
    : "the class means teach better: what helps is regularisation";
}

/** The student by itself, and by the teacher that validation chose. */
export function testRows({ student, classMean, alone }: NonNullable<SweetSpot["test"]>): TextTable {
  return {
    head: ["student", "accuracy", "difference to the student alone"],
    rows: [
      ["alone", percentWithSd(alone), ""],
      [
        "of the best teacher",
        percentWithSd(student),
        pointsWithInterval(pairedInterval(student, alone)),
      ],
      [
        "from its class means",
        percentWithSd(classMean),
        pointsWithInterval(pairedInterval(classMean, alone)),
      ],
    ],
    left: [0, 2],
  };
}
