/** @file One student on one data set: gains over the student alone as a picture, everything else as tables. */
import { type IntervalRow, intervalPlot } from "#report/charts/interval-plot";
import { ink } from "#report/charts/render-chart";
import { bytes, elapsed, percent, signed } from "#report/format";
import { type Html, html, raw } from "#report/html";
import { boardTable, type Column } from "./board-table.ts";
import { differenceText, pText, recordText, spreadText, timesText } from "./figures.ts";
import type { Board, BoardModel, BoardRow } from "./leaderboard.ts";

export async function boardSection(board: Board): Promise<Html> {
  const { dataset, student, seeds, folds, rows, model } = board;
  const over = folds > 1 ? `${folds} folds, each the mean of seeds` : "seeds";
  return html`<section>
<h2>${dataset}: ${student}</h2>
<p class="note">Mean ± standard deviation over ${over} ${seeds.join(", ")}, measured by running the exported files of ${bytes(model.bytes)}.</p>
${await gains(board)}
${boardTable(rows, accuracyColumns)}
<details><summary>Calibration, agreement with the teachers, cost</summary>${boardTable(rows, figureColumns(rows))}</details>
${modelList("Teachers", board.teachers)}
${modelList("Classic models", board.baselines)}
${excludedList(board)}
</section>`;
}

const accuracyColumns: readonly Column<BoardRow>[] = [
  ["Accuracy, %", ({ accuracy }) => spreadText(accuracy)],
  ["To none", ({ toNone }) => differenceText(toNone)],
  ["Wins / ties / losses", ({ toNone }) => recordText(toNone)],
  ["p", ({ toNone }) => pText(toNone?.adjusted)],
  ["To kd", ({ toKd }) => differenceText(toKd)],
  ["p, kd", ({ toKd }) => pText(toKd?.adjusted)],
];

function figureColumns(rows: readonly BoardRow[]): readonly Column<BoardRow>[] {
  const alone = rows.find(({ method }) => method === "none")?.cost.seconds;
  return [
    ["Macro-F1", ({ macroF1 }) => spreadText(macroF1)],
    ["κ", ({ kappa }) => spreadText(kappa)],
    ["ECE", ({ ece }) => spreadText(ece)],
    ["NLL", ({ nll }) => spreadText(nll, 1, 3)],
    ["Agrees", ({ agreement }) => spreadText(agreement)],
    ["KL", ({ divergence }) => spreadText(divergence, 1, 3)],
    ["Training", ({ cost }) => elapsed(cost.seconds)],
    ["To none", ({ cost }) => timesText(cost.seconds, alone)],
  ];
}

/** `null` where nobody is held against the student alone. */
async function gains({ rows, dataset, student }: Board): Promise<Html | null> {
  const items = rows.flatMap(({ label, toNone }): IntervalRow[] => {
    if (!toNone) return [];
    const { mean, low, high } = toNone.difference;
    const clear = toNone.adjusted < 0.05;
    return [
      {
        name: label,
        value: 100 * mean,
        low: 100 * (low ?? mean),
        high: 100 * (high ?? mean),
        color: clear ? (mean > 0 ? ink.good : ink.bad) : ink.distilled,
        text: signed(100 * mean),
      },
    ];
  });
  if (items.length === 0) return null;
  const words = items.map(({ name, text }) => `${name} ${text}`);
  const svg = await intervalPlot(items, {
    title: "points over the student alone",
    reference: 0,
    description: `Difference to the student alone on ${dataset}, ${student}, in points: ${words.join(", ")}.`,
  });
  return html`<figure><div class="chart grown wide">${raw(svg)}</div></figure>
<ul class="key"><li><span class="dot hue-good"></span>better, clearly</li><li><span class="dot hue-bad"></span>worse, clearly</li><li><span class="dot hue-distilled"></span>may be chance</li></ul>`;
}

function modelList(title: string, models: readonly BoardModel[]): Html | null {
  if (models.length === 0) return null;
  return html`<h3>${title}</h3>
<dl class="facts">${models.map(
    ({ name, of, accuracy, cost }) =>
      html`<dt>${name}</dt><dd>${percent(accuracy.mean)}${accuracy.sd === null ? "" : ` ± ${(100 * accuracy.sd).toFixed(1)}`}, ${bytes(cost.bytes)}${of.length > 0 ? `; taught ${of.join(", ")}` : ""}</dd>`,
  )}</dl>`;
}

function excludedList({ excluded, liveTeachers }: Board): Html | null {
  if (excluded.length + liveTeachers.length === 0) return null;
  const live =
    liveTeachers.length > 0
      ? html`<p class="note">Teachers ran in every step, though the configuration keeps their outputs: ${liveTeachers.join(", ")}.</p>`
      : null;
  return html`${excluded.length > 0 ? html`<h3>Not applicable</h3><dl class="facts">${excluded.map(({ label, reason }) => html`<dt>${label}</dt><dd>${reason.split("\n")[0]}</dd>`)}</dl>` : null}${live}`;
}
