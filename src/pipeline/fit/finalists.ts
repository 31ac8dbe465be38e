/** @file Whose files are made in the end: who was trained in full, and what pruning makes of the best that are too large. */
import type { Graph } from "#graph/graph";
import type { FitBudget, FitPruning } from "#report/fit/fit-result";
import { prunedShare, wantedShare, wantsPruning } from "./budget-share.ts";
import { donorsOf } from "./donors.ts";
import type { FitStudent } from "./fit-candidates.ts";
import { accuracyOf, type FitRounds, type SeedTrial, type Trial } from "./fit-rounds.ts";
import type { FullStudent } from "./float-stage.ts";
import type { Price } from "./price-stage.ts";
import { prunedStudentStage } from "./pruned-student-stage.ts";

export interface Finalist {
  readonly student: FitStudent;
  /** Label of the method. */
  readonly method: string;
  readonly pruned: boolean;
  /** Of the first seed. */
  readonly macs: number;
  readonly seeds: readonly FullStudent[];
}

/** As it was trained. */
export function whole({ candidate, seeds }: Trial, { macs }: Price): Finalist {
  const { student, contender } = candidate;
  const full = seeds.map((seed) => fullOf(seed, contender.name));
  return { student, method: contender.label, pruned: false, macs, seeds: full };
}

export interface Pruned {
  readonly finalists: readonly Finalist[];
  readonly prunings: readonly FitPruning[];
}

export interface PruningGround {
  readonly rounds: FitRounds;
  /** Of all students, the cheapest first. */
  readonly prices: ReadonlyMap<FitStudent, Price>;
  readonly budget: FitBudget;
}

/** The best of the last round that are too large, or their wider kin trained in full, pruned until the budget holds. */
export async function prunedFinalists(
  trials: readonly Trial[],
  { rounds, prices, budget }: PruningGround,
): Promise<Pruned> {
  const tooLarge = [...prices].filter(([, price]) => wantsPruning(price, budget));
  const ranked = trials.map(({ candidate, seeds }) => ({
    candidate,
    accuracies: seeds.map(({ score }) => accuracyOf(score)),
  }));
  const donors = donorsOf(
    ranked,
    tooLarge.map(([student]) => student),
  );
  const finalists: Finalist[] = [];
  const prunings: FitPruning[] = [];
  for (const trial of await rounds.inFull(donors)) {
    const { student, contender } = trial.candidate;
    const price = prices.get(student)!;
    const goal = {
      cost: (graph: Graph) => prunedShare(graph, budget, price),
      unit: "of the budget",
      most: wantedShare,
      key: { budget, price },
    };
    const pruned = await rounds.further(trial, (road, seed) =>
      prunedStudentStage(road, fullOf(seed, contender.name), goal),
    );
    const about = { method: contender.label, macs: pruned[0]!.macs };
    finalists.push({ ...about, student, pruned: true, seeds: pruned });
    prunings.push({
      ...{ student: student.text, method: contender.label },
      before: { macs: price.macs, accuracies: trial.seeds.map(({ score }) => accuracyOf(score)) },
      after: { macs: about.macs, accuracies: pruned.map(({ accuracy }) => accuracy) },
    });
  }
  return { finalists, prunings };
}

function fullOf({ seed, score, trained }: SeedTrial, method: string): FullStudent {
  return { model: { seed, trained }, method, scored: score.student };
}
