/** @file A table of methods, cards on a phone. */
import { type Html, html } from "#report/html";

/** What its head says, and the cell of a row. */
export type Column<Row> = readonly [name: string, cell: (row: Row) => string];

interface Named {
  readonly label: string;
  readonly method: string;
}

/** Rows are numbered in their order. */
export function boardTable<Row extends Named>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
): Html {
  const cell = (name: string, text: string) =>
    html`<td role="cell" data-label="${name}"><span>${text}</span></td>`;
  return html`<div class="scroll"><table class="cards" role="table">
<thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">Method</th>${columns.map(([name]) => html`<th scope="col" role="columnheader">${name}</th>`)}</tr></thead>
<tbody role="rowgroup">${rows.map(
    (row, i) =>
      html`<tr role="row"><th scope="row" role="rowheader"><span class="dot hue-${row.method === "none" ? "alone" : "distilled"}"></span>${i + 1}. ${row.label}</th>${columns.map(([name, text]) => cell(name, text(row)))}</tr>`,
  )}</tbody></table></div>`;
}
