/** @file A grid of numbers whose ground is the stronger the larger they are: a picture that is a table, without a script. */
import { type Html, html, raw } from "./html.ts";

export interface HeatCell {
  /** Decides the ground. */
  readonly value: number;
  readonly text: string;
  /** Written small below: a spread. */
  readonly aside?: string;
  /** The one to look at. */
  readonly chosen?: boolean;
}

export interface HeatTable {
  /** What rows and columns are: "teacher \ student". */
  readonly corner: string;
  readonly columns: readonly string[];
  readonly rows: readonly {
    readonly name: string;
    /** Written small below the name. */
    readonly note?: string;
    /** One per column; `null` where nothing was measured. */
    readonly cells: readonly (HeatCell | null)[];
  }[];
  /** Smallest and largest value that tables side by side share; default: of the cells. */
  readonly range?: readonly [number, number];
}

export function heatTable(table: HeatTable): Html {
  const { corner, columns, rows, range = rangeOf(rows.flatMap(({ cells }) => cells)) } = table;
  return html`<div class="scroll"><table class="heat">
<thead><tr><th scope="col">${corner}</th>${columns.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rows.map(
    ({ name, note, cells }) =>
      html`<tr><th scope="row">${name}${note === undefined ? null : html`<span class="note">${note}</span>`}</th>${cells.map((cell) => heatCell(cell, range))}</tr>`,
  )}</tbody></table></div>`;
}

/** Smallest and largest. */
export function rangeOf(cells: readonly (HeatCell | null)[]): readonly [number, number] {
  const values = cells.flatMap((cell) => (cell ? [cell.value] : []));
  return [Math.min(...values), Math.max(...values)];
}

function heatCell(cell: HeatCell | null, [low, high]: readonly [number, number]): Html {
  if (!cell) return html`<td class="empty">–</td>`;
  const { value, text, aside, chosen } = cell;
  const heat = high > low ? Math.round((100 * (value - low)) / (high - low)) : 0;
  const look = raw(`${chosen ? ' class="chosen"' : ""} style="--heat:${heat}%"`);
  return html`<td${look}>${text}${aside === undefined ? null : html`<span class="spread">${aside}</span>`}</td>`;
}

/** What pages with such tables add to the style sheet. */
export const heatStyle: string = `
.heat { width: auto; margin-top: 0; border-collapse: separate; border-spacing: 3px; margin-left: -3px; }
.heat th, .heat td { border: 0; }
.heat thead th, .heat td { text-align: center; padding: 8px 12px; }
.heat thead th:first-child { text-align: left; padding-left: 0; }
.heat tbody th .note { padding-left: 0; }
.heat tbody th { position: sticky; left: 0; background: var(--surface); padding-right: 12px; }
.heat td { border-radius: 6px; background: color-mix(in srgb, color-mix(in srgb, var(--distilled) var(--heat), var(--page)) 45%, var(--page)); }
.heat td .spread { display: block; font-size: .8em; color: inherit; opacity: .75; }
.heat td.chosen { outline: 2px solid var(--distilled); font-weight: 650; }
.heat td.empty { background: none; color: var(--muted); }`;
