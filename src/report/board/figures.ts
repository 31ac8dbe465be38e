/** @file A board's figures as people read them; the same words in Markdown and on the page. */
import { signed } from "#report/format";
import type { Board, BoardRow, Spread, Tested } from "./leaderboard.ts";

/** 0.8312 ± 0.0121 → "83.12 ± 1.21": percent. */
export function spreadText(spread: Spread | null, scale = 100, digits = 2): string {
  if (!spread) return "–";
  const show = (value: number) => (scale * value).toFixed(digits);
  return spread.sd === null ? show(spread.mean) : `${show(spread.mean)} ± ${show(spread.sd)}`;
}

/** "+1.20 (+0.41 … +1.99)": points, with the interval of 95 %. */
export function differenceText(tested: Tested | undefined): string {
  if (!tested) return "–";
  const { mean, low, high } = tested.difference;
  const show = (value: number) => signed(100 * value, 2);
  return low === null || high === null
    ? show(mean)
    : `${show(mean)} (${show(low)} … ${show(high)})`;
}

/** "7 / 1 / 2". */
export function recordText(tested: Tested | undefined): string {
  return tested ? `${tested.wins} / ${tested.ties} / ${tested.losses}` : "–";
}

/** "0.031", "< 0.001". */
export function pText(p: number | undefined): string {
  if (p === undefined) return "–";
  return p < 0.001 ? "< 0.001" : p.toFixed(3);
}

/** How many times as long as the reference's training; "–" where nothing was timed. */
export function timesText(seconds: number, reference: number | undefined): string {
  return reference && seconds > 0 ? `${(seconds / reference).toFixed(1)}×` : "–";
}

/** "+1.20", in points. */
export function ownGain({ rows }: Board, label: string): string {
  const mean = rows.find((row) => row.label === label)?.toNone?.difference.mean;
  return mean === undefined ? "–" : signed(100 * mean, 2);
}

/** Everybody who ran somewhere, one row each: those of the first board in its order, then who else ran. */
export function distinctRows(boards: readonly Board[]): BoardRow[] {
  const rows = boards.flatMap((board) => board.rows);
  return rows.filter(({ label }, i) => rows.findIndex((row) => row.label === label) === i);
}
