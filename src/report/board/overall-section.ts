/** @file All methods over all data sets, students and seeds: mean ranks with the critical difference, and tests. */
import { type IntervalRow, intervalPlot } from "#report/charts/interval-plot";
import { ink } from "#report/charts/render-chart";
import { type Html, html, raw } from "#report/html";
import { boardTable, type Column } from "./board-table.ts";
import { differenceText, pText, recordText } from "./figures.ts";
import type { Leaderboard, Overall } from "./leaderboard.ts";

/** `null` where fewer than two methods ran everywhere. */
export async function overallSection({ overall, boards }: Leaderboard): Promise<Html | null> {
  if (!overall) return null;
  const { blocks, friedman, criticalDifference } = overall;
  const what = boards.length > 1 ? "data set, student and seed (or fold)" : "seed (or fold)";
  return html`<section id="overall">
<h2>${boards.length > 1 ? "Over all data sets and students" : "Ranks"}</h2>
<p class="note">Mean rank over ${blocks} blocks, one per ${what}; further left is better. Bars are half the critical difference of ${criticalDifference.toFixed(2)} to each side: two methods differ where their bars do not meet (Nemenyi, 5 %). Friedman: χ² = ${friedman.statistic.toFixed(1)}, p ${friedman.p < 0.001 ? "" : "= "}${pText(friedman.p)}.</p>
<figure><div class="chart grown wide">${raw(await rankPlot(overall))}</div></figure>
${boards.length > 1 ? boardTable(overall.rows, columns) : null}
</section>`;
}

const columns: readonly Column<Overall["rows"][number]>[] = [
  ["Rank", ({ rank }) => rank.toFixed(2)],
  ["Accuracy, %", ({ accuracy }) => (100 * accuracy).toFixed(2)],
  ["To none", ({ toNone }) => differenceText(toNone)],
  ["Wins / ties / losses", ({ toNone }) => recordText(toNone)],
  ["p", ({ toNone }) => pText(toNone?.adjusted)],
  ["To kd", ({ toKd }) => differenceText(toKd)],
  ["p, kd", ({ toKd }) => pText(toKd?.adjusted)],
];

function rankPlot({ rows, criticalDifference }: Overall): Promise<string> {
  const half = criticalDifference / 2;
  const items = rows.map(
    ({ label, method, rank }): IntervalRow => ({
      name: label,
      value: rank,
      low: rank - half,
      high: rank + half,
      color: method === "none" ? ink.alone : ink.distilled,
      text: rank.toFixed(1),
    }),
  );
  const alone = rows.find(({ method }) => method === "none")?.rank ?? rows[0]!.rank;
  const words = rows.map(({ label, rank }) => `${label} ${rank.toFixed(2)}`);
  return intervalPlot(items, {
    title: "mean rank",
    reference: alone,
    description: `Mean ranks, best first, with critical difference ${criticalDifference.toFixed(2)}: ${words.join(", ")}.`,
  });
}
