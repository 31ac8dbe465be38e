/** @file The tables of a search within a budget, for text and page alike. */
import { mean } from "#core/stats";
import { bytes, count, duration, percent } from "#report/format";
import type { TextTable } from "#report/text-table";
import type { FitFile, FitResult } from "./fit-result.ts";
import { schemeWords, spread, studentWords } from "./fit-words.ts";

/** The finalists' files, the most accurate first; what breaks the budget says by what. */
export function filesTable({ files, chosen }: FitResult): TextTable {
  const sorted = files.toSorted((a, b) => mean(b.accuracies) - mean(a.accuracies));
  return {
    head: ["", "Student", "Method", "Scheme", "File", "p50", "MACs", "Validation", "Over budget"],
    rows: sorted.map((file) => [
      isSame(file, chosen) ? "→" : "",
      studentWords(file),
      file.method,
      schemeWords(file),
      bytes(file.bytes),
      duration(file.latency),
      count(file.macs),
      spread(file.accuracies),
      file.breaks.join(", "),
    ]),
    left: [1, 2, 3, 8],
  };
}

/** Everybody who was trained, the cheapest first, with the accuracy after each round. */
export function trialsTable({ tried, rounds }: FitResult): TextTable {
  return {
    head: ["Student", "Method", "MACs", ...rounds.map((share) => `${100 * share} % of epochs`)],
    rows: tried.map(({ student, method, macs, rounds: accuracies }) => [
      student,
      method,
      count(macs),
      ...rounds.map((_, i) => (accuracies[i] === undefined ? "" : percent(accuracies[i]!))),
    ]),
    left: [0, 1],
  };
}

/** What pruning to the budget took and gave. */
export function pruningsTable({ prunings }: FitResult): TextTable {
  return {
    head: ["Student", "Method", "MACs", "Pruned", "Validation", "Pruned"],
    rows: prunings.map(({ student, method, before, after }) => [
      ...[student, method, count(before.macs), count(after.macs)],
      ...[spread(before.accuracies), spread(after.accuracies)],
    ]),
    left: [0, 1],
  };
}

export function refusedTable({ refused }: FitResult): TextTable {
  return {
    head: ["Student", "Too dear"],
    rows: refused.map(({ student, reason }) => [student, reason]),
    left: [0, 1],
  };
}

export function isSame(a: FitFile, b: FitFile | null): boolean {
  const keys = ["student", "method", "pruned", "scheme"] as const;
  return !!b && keys.every((key) => a[key] === b[key]);
}
