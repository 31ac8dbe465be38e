/** @file What a search within a budget found, in sentences. */
import { counted } from "#core/counted";
import { mean, sd } from "#core/stats";
import { bytes, count, duration, percent } from "#report/format";
import type { FitBudget, FitChoice, FitFile, FitResult } from "./fit-result.ts";

/** "at most 16.0 kB, 1.00 ms on the CPU". */
export function budgetWords({ budget, on }: Pick<FitResult, "budget" | "on">): string {
  const limits = [
    budget.bytes === undefined ? [] : bytes(budget.bytes),
    budget.latency === undefined ? [] : `${duration(budget.latency)} ${placeWords(on)}`,
    budget.macs === undefined ? [] : `${count(budget.macs)} MACs`,
  ].flat();
  return `at most ${limits.join(", ")}`;
}

export function placeWords(on: FitResult["on"]): string {
  return on === "cpu" ? "on the CPU" : "in WebAssembly";
}

/** "71.3 ± 2.0 %"; one value has no spread. */
export function spread(accuracies: readonly number[]): string {
  const middle = (100 * mean(accuracies)).toFixed(1);
  return accuracies.length > 1
    ? `${middle} ± ${(100 * sd(accuracies)).toFixed(1)} %`
    : percent(accuracies[0]!);
}

/** "weight-int4, trained". */
export function schemeWords({ scheme, trained }: Pick<FitFile, "scheme" | "trained">): string {
  return trained ? `${scheme}, trained` : scheme;
}

/** "pruned cnn1d-tiny(filters=[16;32;64])". */
export function studentWords({ student, pruned }: Pick<FitFile, "student" | "pruned">): string {
  return pruned ? `pruned ${student}` : student;
}

/** "from labels alone", "by kd:skel". */
function methodWords(method: string): string {
  return method === "none" ? "from labels alone" : `by ${method}`;
}

export function fitHeadline({ chosen, ...result }: FitResult): string {
  if (!chosen) return `No student keeps the budget of ${budgetWords(result)}.`;
  const { method, bytes: size, latency, test } = chosen;
  return `${studentWords(chosen)} ${methodWords(method)}, as ${schemeWords(chosen)}: ${bytes(size)}, ${duration(latency)}, right on ${spread(test)} of the test windows.`;
}

/** What the headline rests on. */
export function fitSentences(result: FitResult): string[] {
  const { chosen, files, tried, refused, prunings, validation, rounds } = result;
  const last = tried.filter((each) => each.rounds.length === rounds.length).length;
  return [
    `Asked for: ${budgetWords(result)}.`,
    `Trained: ${counted(tried.length, "pair")} of student and method, ${last} of them in full; too dear to begin with: ${counted(refused.length, "student")}.`,
    ...(prunings.length > 0 ? [pruningSentence(prunings)] : []),
    ...(chosen ? choiceSentences(chosen, result) : nearestSentence(files, result.budget)),
    `Chosen on ${people(validation)}; with so few, ranks within a point or two are chance.`,
  ];
}

export const pruningNote =
  "Of every network that reached the last round: the best that is too large, or its narrowest kin that is, trained in full, then pruned in steps with its unpruned self as the teacher. Float networks on validation windows; multiplications of the first seed.";

function pruningSentence(prunings: FitResult["prunings"]): string {
  const names = [...new Set(prunings.map(({ student }) => student))].join(", ");
  return `Too large as they are, and pruned until the budget holds: ${names}.`;
}

function choiceSentences(chosen: FitChoice, { files, test, seeds }: FitResult): string[] {
  const better = files
    .filter(({ accuracies }) => mean(accuracies) > mean(chosen.accuracies))
    .toSorted((a, b) => mean(b.accuracies) - mean(a.accuracies));
  const [best] = better;
  const told = seeds.length > 1 ? `${seeds.length} seeds` : "one seed";
  return [
    `Validation ${spread(chosen.accuracies)}, test ${spread(chosen.test)} (${people(test)}, ${told}), looked at once.`,
    ...(best
      ? [
          `Without the budget: ${studentWords(best)} ${methodWords(best.method)}, as ${schemeWords(best)}, ${spread(best.accuracies)} on validation at ${bytes(best.bytes)} and ${duration(best.latency)}.`,
        ]
      : ["Nothing that was tried in full does better without the budget."]),
  ];
}

function nearestSentence(files: readonly FitFile[], budget: FitBudget): string[] {
  const excess = (file: FitFile) =>
    Math.max(...file.breaks.map((key) => file[key] / (budget[key] ?? Number.POSITIVE_INFINITY)));
  const [nearest] = files.toSorted((a, b) => excess(a) - excess(b));
  if (!nearest) return [];
  const { scheme, bytes: size, latency, macs } = nearest;
  return [
    `Nearest: ${studentWords(nearest)} as ${scheme}, ${bytes(size)}, ${duration(latency)}, ${count(macs)} MACs.`,
  ];
}

function people({ subjects, windows }: FitResult["validation"]): string {
  return `${counted(windows, "window")} of ${counted(subjects, "person", "people")}`;
}
