/** @file A table of text as HTML: wide ones scroll. */
import { type Html, html } from "#report/html";
import type { TextTable } from "#report/text-table";

export function htmlTable({ head, rows, left = [0] }: TextTable): Html {
  const kind = (column: number) => (left.includes(column) && column > 0 ? "words" : "");
  return html`<div class="scroll"><table>
<thead><tr>${head.map((name, i) => html`<th scope="col" class="${kind(i)}">${name}</th>`)}</tr></thead>
<tbody>${rows.map(
    ([first, ...rest]) =>
      html`<tr><th scope="row">${first}</th>${rest.map((cell, i) => html`<td class="${kind(i + 1)}">${cell}</td>`)}</tr>`,
  )}</tbody>
</table></div>`;
}
