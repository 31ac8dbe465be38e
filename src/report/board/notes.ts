/** @file How the leaderboard's figures came about: what must be known to read them. */
import type { Leaderboard } from "./leaderboard.ts";

/** One sentence or two each. */
export function explanations({ jobs, boards }: Leaderboard): string[] {
  const folds = boards.some((board) => board.folds > 1);
  return [
    `Differences are paired ${folds ? "fold by fold" : "seed by seed"}, with Student's 95 % interval. ${folds ? "" : "Seeds share one split: the interval is about training again, not about other people. "}p: two-sided Wilcoxon signed-rank, adjusted by Holm over all methods held against the same one.`,
    "κ is Cohen's, ECE the expected calibration error over 15 bins, NLL the mean negative log-likelihood; agrees: the share of windows for which student and teachers (the mean of their probabilities) name the same class, right or wrong; KL: of the student's from the teachers' probabilities, in nats.",
    `Training: median wall-clock time of the student's own stages, as timed when it was trained, with its teachers' outputs where it was the first to ask for them, without training its teachers; of the last attempt where one was interrupted. ${jobs > 1 ? `${jobs} trainings shared the machine. ` : ""}Whatever else ran is in it.`,
  ];
}
