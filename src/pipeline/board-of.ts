/** @file One student on one data set: a comparison → its board, ranked and tested. */
import { type Versus, versus } from "#benchmarks/versus";
import { holm } from "#core/holm";
import { median } from "#core/quantiles";
import { mean, sd } from "#core/stats";
import type { Board, BoardModel, BoardRow, Spread, Tested } from "#report/board/leaderboard";
import type { Contender, MethodComparison, TrainingFigures } from "./comparison.ts";

export function boardOf(comparison: MethodComparison): Board {
  const { dataset, student, seeds, folds, contenders, students, excluded } = comparison;
  const tests = testsOf(contenders, students);
  const rows = contenders.map((contender) => ({
    ...rowOf(contender, comparison),
    ...tests.get(contender.label),
  }));
  return {
    dataset,
    student,
    seeds,
    folds,
    model: comparison.costs.student ?? { bytes: 0, latency: {} },
    rows: rows.sort((a, b) => b.accuracy.mean - a.accuracy.mean),
    excluded,
    liveTeachers: contenders.flatMap((each) => (each.liveTeachers ? [each.label] : [])),
    teachers: teachersOf(comparison),
    baselines: Object.entries(comparison.baselines).map(([name, accuracies]) => ({
      name,
      of: [],
      accuracy: spreadOf(accuracies),
      cost: comparison.costs[`baseline ${name}`]!,
    })),
    montages: comparison.montages,
  };
}

function rowOf({ label, name }: Contender, comparison: MethodComparison): BoardRow {
  const accuracies = comparison.students[label]!;
  const figures = comparison.figures[label]!;
  const trainings = comparison.trainings[label]!;
  const over = (figure: (training: TrainingFigures) => number | null) => {
    const known = trainings.flatMap((training) => figure(training) ?? []);
    return known.length > 0 ? spreadOf(known) : null;
  };
  return {
    label,
    method: name,
    accuracies,
    accuracy: spreadOf(accuracies),
    macroF1: spreadOf(figures.macroF1),
    kappa: spreadOf(figures.kappa),
    ece: over(({ ece }) => ece)!,
    nll: over(({ nll }) => nll)!,
    agreement: over(({ agreement }) => agreement),
    divergence: over(({ divergence }) => divergence),
    cost: {
      seconds: median(trainings.map(({ seconds }) => seconds)),
      teacherSeconds: median(trainings.map(({ teacherSeconds }) => teacherSeconds)),
      steps: median(trainings.map(({ steps }) => steps)),
    },
  };
}

/** Equal roles with equal accuracies are one teacher, whoever it taught. */
function teachersOf({ teachers, costs }: MethodComparison): BoardModel[] {
  const rows = new Map<string, BoardModel & { readonly of: string[] }>();
  for (const { contender, role, accuracies } of teachers) {
    const key = JSON.stringify([role, accuracies]);
    const cost = costs[`teacher ${role}`]!;
    const row = rows.get(key) ?? { name: role, of: [], accuracy: spreadOf(accuracies), cost };
    row.of.push(contender);
    rows.set(key, row);
  }
  return [...rows.values()];
}

export function spreadOf(values: readonly number[]): Spread {
  const spread = sd(values);
  return { mean: mean(values), sd: Number.isNaN(spread) ? null : spread };
}

interface Tests {
  readonly toNone?: Tested;
  readonly toKd?: Tested;
}

/** Each against the method without teachers and against kd, adjusted over all that are held against the same. */
export function testsOf(
  contenders: readonly Contender[],
  values: Readonly<Record<string, readonly number[]>>,
): Map<string, Tests> {
  const ran = contenders.filter(({ label }) => label in values);
  const against = (reference: (contender: Contender) => Contender | undefined) =>
    adjusted(
      ran.flatMap((contender) => {
        const other = reference(contender);
        if (!other || other.label === contender.label) return [];
        const test = versus(other.label, values[contender.label]!, values[other.label]!);
        return [[contender.label, test] as const];
      }),
    );
  const none = ran.find(({ name }) => name === "none");
  const toNone = against(() => none);
  const toKd = against((contender) => kdFor(contender, ran));
  return new Map(
    ran.map(({ label }) => {
      const [first, second] = [toNone.get(label), toKd.get(label)];
      return [label, { ...(first && { toNone: first }), ...(second && { toKd: second }) }];
    }),
  );
}

/** kd from the same teachers, else the first, which other options of kd are held against, too; nothing for the student alone. */
function kdFor({ name, teachers = [] }: Contender, all: readonly Contender[]) {
  if (name === "none") return undefined;
  const kds = all.filter((each) => each.name === "kd");
  return kds.find((kd) => (kd.teachers ?? []).join() === teachers.join()) ?? kds[0];
}

function adjusted(tests: readonly (readonly [string, Versus])[]): Map<string, Tested> {
  const values = holm(tests.map(([, { p }]) => p));
  return new Map(tests.map(([label, test], i) => [label, { ...test, adjusted: values[i]! }]));
}
