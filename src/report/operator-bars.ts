/** @file Where the time of a run goes: a bar for every operator, nodes folded away. A table, so no script is needed. */
import { duration, percent } from "./format.ts";
import { type Html, html } from "./html.ts";

export interface OperatorTime {
  /** Type of operator, or name of a node. */
  readonly name: string;
  /** µs of one run. */
  readonly time: number;
  /** In one run. */
  readonly calls: number;
  /** Of a node: its operator and shapes. */
  readonly form?: string | undefined;
}

export interface OperatorTimes {
  /** Costliest first. */
  readonly byOperator: readonly OperatorTime[];
  readonly byNode: readonly OperatorTime[];
}

export function operatorBars({ byOperator, byNode }: OperatorTimes): Html {
  const total = byOperator.reduce((sum, { time }) => sum + time, 0);
  return html`<p class="note">On the CPU, one thread, as onnxruntime's profiler sees it; its own cost is in it, and operators that were fused are one.</p>
<div class="scroll">${bars(byOperator, total)}</div>
<details><summary>By node</summary><div class="scroll">${bars(byNode, total)}</div></details>`;
}

function bars(entries: readonly OperatorTime[], total: number): Html {
  return html`<table class="bars">
<thead><tr><th>operator</th><th></th><th>time a run</th><th>share</th><th>calls</th></tr></thead>
<tbody>${entries.map(
    ({ name, time, calls, form }) =>
      html`<tr><th>${name}${form ? html`<span class="note">${form}</span>` : null}</th><td><span class="bar" style="width: ${((100 * time) / total).toFixed(1)}%"></span></td><td>${duration(time)}</td><td>${percent(time / total, 0)}</td><td>${Math.round(calls)}</td></tr>`,
  )}</tbody></table>`;
}

/** What pages with such bars add to the style sheet. */
export const barStyle: string = `
.bars td:nth-child(2) { width: 45%; min-width: 90px; }
.bar { display: block; height: 14px; min-width: 1px; border-radius: 3px; background: var(--distilled); }
.bars th, .bars td { padding: 5px 7px; font-size: .85rem; }
.bars th:first-child { padding-left: 0; }
.bars tbody th .note { padding-left: 0; white-space: normal; }`;
