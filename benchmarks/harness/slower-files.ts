/** @file Which files of a report are slower than somebody wants: for continuous integration. */
import { UserError } from "#core/errors";
import type { BenchReport, Comparison } from "./bench-report.ts";

export interface ComparedFile extends Pick<Comparison, "file" | "against" | "verdict"> {
  readonly target: string;
}

/**
 * Files that are called slower, and by at least `share`: than in the baseline where there is one, else than the first
 * file. Throws a {@link UserError} where nothing was compared, or too seldom: silence would look like a pass.
 */
export function slowerFiles(report: BenchReport, share: number): ComparedFile[] {
  const compared = comparedFiles(report);
  if (compared.length === 0) {
    throw new UserError(
      "no file was compared with another, so none can be called slower",
      report.comparisons
        ? "measure as the earlier report did: the same target, threads, batch and file names"
        : "name several files, or an earlier report or file with --compare",
    );
  }
  if (compared.every(({ verdict }) => verdict.low === null)) {
    throw new UserError(
      `${report.repeats} repeats are too few to call a file slower`,
      "take --repeats 8 or more",
    );
  }
  return compared.filter(({ verdict: { says, ratio } }) => says === "slower" && ratio >= 1 + share);
}

function comparedFiles({ series, comparisons }: BenchReport): readonly ComparedFile[] {
  const inRun = series.flatMap(({ target, files }) =>
    files.flatMap(({ file, versusFirst: verdict }) =>
      verdict ? { file, against: files[0]!.file, target, verdict } : [],
    ),
  );
  return comparisons ?? inRun;
}
