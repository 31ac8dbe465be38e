/** @file The study of teachers' batch size and epochs as a page: heat tables of what each cell gave, and what follows. */
import { counted } from "#core/counted";
import { percentWithSd } from "#report/figures-text";
import { type HeatTable, heatTable } from "#report/heat-table";
import { type Html, html } from "#report/html";
import { type StudyOrigin, studyPage } from "#report/study-page";
import type { TextTable } from "#report/text-table";
import { accuracyCell } from "./study-cell.ts";
import type { SweetSpot, SweetSpotCell } from "./sweet-spot.ts";
import { cellRows, findings, testRows, trainedAt } from "./sweet-spot-markdown.ts";

export function sweetSpotHtml(study: SweetSpot, origin: StudyOrigin): string {
  const { dataset, best, alone, test } = study;
  return studyPage(
    {
      ...{ study: "sweet-spot", dataset, lead: trainedAt(study), findings: findings(study) },
      headline: `The best student's teacher: batches of ${best.batchSize}, ${counted(best.epochs, "epoch")}`,
      sections: [
        html`<section id="grid"><h2>What each teacher gives</h2>
<p class="note">Rows: the teacher's batch size. Columns: its epochs. The stronger the colour the larger the figure, in each table by itself; the cell with the best student is framed. The student alone: ${percentWithSd(alone)}.</p>
<div class="flow">${figures(study)}</div>
<details><summary>Every cell</summary>${plainTable(cellRows(study))}</details></section>`,
        ...(test
          ? [
              html`<section id="test"><h2>On the test part, once</h2>${plainTable(testRows(test))}</section>`,
            ]
          : []),
      ],
    },
    origin,
  );
}

function figures(study: SweetSpot): Html[] {
  const accuracy = (of: "student" | "classMean" | "teacher") => (cell: SweetSpotCell) =>
    accuracyCell(cell[of]);
  const figure = (of: "entropy" | "similarity") => (cell: SweetSpotCell) => {
    const value = cell.softTargets[of];
    return { value, text: value.toFixed(3) };
  };
  const shown = [
    ["The student", accuracy("student")],
    ["The student from class means", accuracy("classMean")],
    ["The teacher", accuracy("teacher")],
    ["Entropy of soft targets", figure("entropy")],
    ["Similarity of soft targets", figure("similarity")],
  ] as const;
  return shown.map(
    ([title, cellOf]) =>
      html`<figure><figcaption>${title}</figcaption>${heatTable(gridOf(study, cellOf))}</figure>`,
  );
}

function gridOf(
  { cells, best }: SweetSpot,
  cellOf: (cell: SweetSpotCell) => { readonly value: number; readonly text: string },
): HeatTable {
  const sizes = levelsOf(cells.map(({ batchSize }) => batchSize));
  const lengths = levelsOf(cells.map(({ epochs }) => epochs));
  const at = (size: number, length: number) => {
    const found = cells.find(({ batchSize, epochs }) => batchSize === size && epochs === length);
    return found ? { ...cellOf(found), chosen: found === best } : null;
  };
  return {
    corner: "batch \\ epochs",
    columns: lengths.map(String),
    rows: sizes.map((size) => ({
      name: String(size),
      cells: lengths.map((length) => at(size, length)),
    })),
  };
}

const levelsOf = (values: readonly number[]) => [...new Set(values)].sort((a, b) => a - b);

function plainTable({ head, rows }: TextTable): Html {
  return html`<div class="scroll"><table><thead><tr>${head.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rows.map(([name, ...cells]) => html`<tr><th scope="row">${name}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table></div>`;
}
