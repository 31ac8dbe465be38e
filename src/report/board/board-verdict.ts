/** @file What the leaderboard says in a sentence: who helps, as far as chance can be told from help. */
import { counted } from "#core/counted";
import { points, uncapitalized } from "#report/format";
import type { Board, Leaderboard, Tested } from "./leaderboard.ts";

/** The level of every test. */
const alpha = 0.05;

export interface BoardVerdict {
  readonly headline: string;
  readonly sentences: readonly string[];
}

interface Row {
  readonly label: string;
  readonly toNone?: Tested;
  readonly toKd?: Tested;
}

export function boardVerdict(leaderboard: Leaderboard): BoardVerdict {
  const { boards, overall, part } = leaderboard;
  const rows: readonly Row[] | undefined =
    overall?.rows ?? (boards.length === 1 ? boards[0]!.rows : undefined);
  const { headline, sentences } = rows ? verdictOf(rows) : apart(boards);
  const caution = "Measured on the validation part: to choose by, not to report.";
  return {
    headline,
    sentences: [
      ...sentences,
      ...(overall ? notEverywhere(boards, overall.rows) : []),
      ...(part === "validation" ? [caution] : []),
    ],
  };
}

function verdictOf(rows: readonly Row[]): BoardVerdict {
  const tested = rows.filter(({ toNone }) => toNone !== undefined);
  const helps = (tests: (row: Row) => Tested | undefined, sign: number) =>
    rows
      .filter((row) => isClear(tests(row)) && sign * tests(row)!.difference.mean > 0)
      .toSorted((a, b) => sign * (tests(b)!.difference.mean - tests(a)!.difference.mean));
  const better = helps(({ toNone }) => toNone, 1);
  const worse = helps(({ toNone }) => toNone, -1);
  const aboveKd = helps(({ toKd }) => toKd, 1);
  return {
    headline: headlineOf(better, tested),
    sentences: [
      leadOf(better, tested),
      ...(worse.length > 0
        ? [
            `${listed(worse)} ${worse.length === 1 ? "does" : "do"} clearly worse than the student alone.`,
          ]
        : []),
      ...(rows.some(({ toKd }) => toKd)
        ? [
            aboveKd.length > 0
              ? `Clearly better than kd: ${listed(aboveKd)}.`
              : "Nothing is clearly better than kd from the same teacher.",
          ]
        : []),
    ],
  };
}

/** Boards that have too few methods in common to be judged together. */
function apart(boards: readonly Board[]): BoardVerdict {
  return {
    headline: `Each of ${boards.length} boards speaks for itself: hardly a method ran on all`,
    sentences: boards.map(({ dataset, student, rows }) => {
      const { headline, sentences } = verdictOf(rows);
      return `${dataset}, ${student}: ${uncapitalized(headline)}. ${sentences.join(" ")}`;
    }),
  };
}

/** Methods that a verdict over all boards leaves out. */
function notEverywhere(boards: readonly Board[], judged: readonly Row[]): string[] {
  const labels = new Set(boards.flatMap(({ rows }) => rows.map(({ label }) => label)));
  const missing = [...labels].filter((label) => !judged.some((row) => row.label === label));
  if (missing.length === 0) return [];
  return [`Left out, for want of a result on every board: ${missing.join(", ")}.`];
}

function isClear(tested: Tested | undefined): boolean {
  return tested !== undefined && tested.adjusted < alpha;
}

function headlineOf(better: readonly Row[], tested: readonly Row[]): string {
  const [only, ...others] = tested;
  if (!only) return "Nothing to hold the methods against";
  const of = `${tested.length} methods`;
  if (others.length + better.length === 0)
    return `${only.label} does not clearly beat the student alone`;
  if (better.length === 0) return `None of ${of} clearly beats the student alone`;
  const [first] = better;
  const gain = points(first!.toNone!.difference.mean);
  return better.length === 1
    ? `${first!.label} beats the student alone by ${gain}`
    : `${better.length} of ${of} beat the student alone, ${first!.label} by most: ${gain}`;
}

function leadOf(better: readonly Row[], tested: readonly Row[]): string {
  const [best] = tested.toSorted((a, b) => b.toNone!.difference.mean - a.toNone!.difference.mean);
  if (better.length > 0 || !best)
    return "Clearly: by a signed-rank test, adjusted over all methods, at 5 %.";
  const { n } = best.toNone!.difference;
  // all n pairs on one side have p = 2 / 2ⁿ, which Holm multiplies by the number of methods
  const hopeless = 2 ** (1 - n) * tested.length >= alpha;
  const few = hopeless ? ` With ${counted(n, "pair")} the test cannot tell anything apart.` : "";
  return `The largest difference is that of ${best.label}, ${points(best.toNone!.difference.mean)}, and may be chance: signed-rank test, adjusted over all methods, at 5 %.${few}`;
}

function listed(rows: readonly Row[]): string {
  return rows.map(({ label }) => label).join(", ");
}
