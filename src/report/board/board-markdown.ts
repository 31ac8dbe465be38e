/** @file The leaderboard as Markdown: over everything, then each student on each data set. */
import { bytes, elapsed, signed } from "#report/format";
import { markdownTable } from "#report/text-table";
import {
  differenceText,
  distinctRows,
  ownGain,
  pText,
  recordText,
  spreadText,
  timesText,
} from "./figures.ts";
import type { Board, BoardModel, BoardRow, Leaderboard, Overall } from "./leaderboard.ts";
import { explanations } from "./notes.ts";
import { published } from "./published.ts";

/** Accuracies in percent, differences in points. */
export function boardMarkdown(leaderboard: Leaderboard): string {
  const { boards, overall } = leaderboard;
  const parts = [
    ...(overall && boards.length > 1 ? [overallPart(overall)] : []),
    ...boards.flatMap((board) => boardPart(board, leaderboard)),
    publishedPart(boards),
    explanations(leaderboard)
      .map((each) => `- ${each}`)
      .join("\n"),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function overallPart({ blocks, rows, friedman, criticalDifference }: Overall): string {
  const title = `## Over all data sets and students`;
  const test = `Mean ranks over ${blocks} blocks; Friedman χ² = ${friedman.statistic.toFixed(1)}, p ${pWords(friedman.p)}; two methods differ where their ranks do by ${criticalDifference.toFixed(2)} (Nemenyi, α = 0.05).`;
  const table = markdownTable({
    head: ["", "method", "rank", "accuracy", "to none", "wins / ties / losses", "p", "to kd", "p"],
    rows: rows.map(({ label, rank, accuracy, toNone, toKd }, i) => [
      String(i + 1),
      label,
      rank.toFixed(2),
      (100 * accuracy).toFixed(2),
      differenceText(toNone),
      recordText(toNone),
      pText(toNone?.adjusted),
      differenceText(toKd),
      pText(toKd?.adjusted),
    ]),
    left: [1],
  });
  return [title, test, table].join("\n\n");
}

function pWords(p: number): string {
  return p < 0.001 ? pText(p) : `= ${pText(p)}`;
}

function boardPart(board: Board, { part }: Leaderboard): string[] {
  const { dataset, student, seeds, folds, rows, teachers, baselines } = board;
  const over = folds > 1 ? `${folds} folds, each the mean of seeds` : "seeds";
  return [
    `## ${dataset}, ${student}`,
    `Accuracy on the ${part} part, in percent; ${over} ${seeds.join(", ")}; the file has ${bytes(board.model.bytes)}.`,
    accuracyTable(rows),
    figureTable(rows),
    teachers.length > 0 ? modelTable("teacher", teachers) : "",
    baselines.length > 0 ? modelTable("classic model", baselines) : "",
    ...notes(board),
  ];
}

function accuracyTable(rows: readonly BoardRow[]): string {
  return markdownTable({
    head: ["", "method", "n", "accuracy", "to none", "wins / ties / losses", "p", "to kd", "p"],
    rows: rows.map(({ label, accuracies, accuracy, toNone, toKd }, i) => [
      String(i + 1),
      label,
      String(accuracies.length),
      spreadText(accuracy),
      differenceText(toNone),
      recordText(toNone),
      pText(toNone?.adjusted),
      differenceText(toKd),
      pText(toKd?.adjusted),
    ]),
    left: [1],
  });
}

function figureTable(rows: readonly BoardRow[]): string {
  const alone = rows.find(({ method }) => method === "none")?.cost.seconds;
  return markdownTable({
    head: ["method", "macro F1", "κ", "ECE", "NLL", "agrees", "KL", "training", "to none"],
    rows: rows.map(({ label, macroF1, kappa, ece, nll, agreement, divergence, cost }) => [
      label,
      spreadText(macroF1),
      spreadText(kappa),
      spreadText(ece),
      spreadText(nll, 1, 3),
      spreadText(agreement),
      spreadText(divergence, 1, 3),
      elapsed(cost.seconds),
      timesText(cost.seconds, alone),
    ]),
    left: [0],
  });
}

function modelTable(kind: string, models: readonly BoardModel[]): string {
  return markdownTable({
    head: [kind, "of", "accuracy", "file"],
    rows: models.map(({ name, of, accuracy, cost }) => [
      name,
      of.join(", ") || "–",
      spreadText(accuracy),
      bytes(cost.bytes),
    ]),
    left: [0, 1],
  });
}

/** Who could not run, and whose teachers ran where the configuration keeps their outputs. */
function notes({ excluded, liveTeachers }: Board): string[] {
  const live = `Teachers ran in every step, though the configuration keeps their outputs: ${liveTeachers.join(", ")}.`;
  const table = markdownTable({
    head: ["not applicable", "why"],
    rows: excluded.map(({ label, reason }) => [label, reason.split("\n")[0]!]),
    left: [0, 1],
  });
  return [...(liveTeachers.length > 0 ? [live] : []), ...(excluded.length > 0 ? [table] : [])];
}

/** Where somebody published how much a method helps. */
function publishedPart(boards: readonly Board[]): string {
  const rows = distinctRows(boards).flatMap(({ label, method }) =>
    (published[method] ?? []).map(({ gain, setting, source }) => [
      label,
      boards.map((board) => ownGain(board, label)).join("; "),
      signed(gain, 2),
      setting,
      source,
    ]),
  );
  if (rows.length === 0) return "";
  const table = markdownTable({
    head: ["method", "ours, points to none", "published", "on", "source"],
    rows,
    left: [0, 3, 4],
  });
  return `## What others published\n\nOther data, other networks: the sign and the order may be compared, the size may not.\n\n${table}`;
}
