/** @file A table of methods; on a phone it slides under their names. */
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
  return html`<div class="scroll"><table class="ranked">
<thead><tr><th scope="col">Method</th>${columns.map(([name]) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rows.map(
    (row, i) =>
      html`<tr><th scope="row"><span class="dot hue-${row.method === "none" ? "alone" : "distilled"}"></span>${i + 1}. ${row.label}</th>${columns.map(([, cell]) => html`<td>${cell(row)}</td>`)}</tr>`,
  )}</tbody></table></div>`;
}
