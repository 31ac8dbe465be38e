/** @file Which files of a report are slower than somebody wants: for continuous integration. */
import type { BenchReport, Comparison } from "./bench-report.ts";

export interface SlowerFile extends Pick<Comparison, "file" | "against" | "verdict"> {
  readonly target: string;
}

/**
 * Files that are called slower, and by at least `share`: than in the baseline where there is one, else than the first
 * file.
 */
export function slowerFiles({ series, comparisons }: BenchReport, share: number): SlowerFile[] {
  const inRun = series.flatMap(({ target, files }) =>
    files.flatMap(({ file, versusFirst: verdict }) =>
      verdict ? { file, against: files[0]!.file, target, verdict } : [],
    ),
  );
  return (comparisons ?? inRun).filter(
    ({ verdict: { says, ratio } }) => says === "slower" && ratio >= 1 + share,
  );
}
