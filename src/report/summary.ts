/** @file The models of a run in a few figures each: the rows of every table. */
import { mean, sd } from "#core/stats";
import { uncapitalized } from "./format.ts";
import type { ModelKind, ModelResult, RunResult } from "./result.ts";

/** Mean over seeds; `sd` is `null` for a single seed. */
export interface Figure {
  readonly mean: number;
  readonly sd: number | null;
}

export interface ModelSummary {
  readonly model: ModelResult;
  /** "Teacher skel", "Student alone", "Distilled student", "Quantized student", "Baseline ridge". */
  readonly title: string;
  readonly accuracy: Figure;
  readonly macroF1: Figure;
}

/** One per model, in the result's order. */
export function summarize(result: RunResult): readonly ModelSummary[] {
  return result.models.map((model) => ({
    model,
    title: modelTitle(model),
    accuracy: figure(model.seeds.map(({ accuracy }) => accuracy)),
    macroF1: figure(model.seeds.map(({ macroF1 }) => macroF1)),
  }));
}

export function modelTitle({ kind, role }: Pick<ModelResult, "kind" | "role">): string {
  const titles: Readonly<Record<ModelKind, string>> = {
    teacher: `Teacher ${role ?? ""}`.trimEnd(),
    alone: "Student alone",
    distilled: "Distilled student",
    pruned: "Pruned student",
    quantized: "Quantized student",
    baseline: `Baseline ${role ?? ""}`.trimEnd(),
  };
  return titles[kind];
}

/** Within a sentence: "teacher Skel", whose role a person named. */
export function titleWithin(model: Pick<ModelResult, "kind" | "role">): string {
  return uncapitalized(modelTitle(model));
}

/** The summary of that kind, if the run made one. */
export function summaryOf(
  summaries: readonly ModelSummary[],
  kind: ModelKind,
): ModelSummary | undefined {
  return summaries.find(({ model }) => model.kind === kind);
}

/** The teacher that is right most often. */
export function bestTeacher(summaries: readonly ModelSummary[]): ModelSummary | undefined {
  return mostAccurate(summaries, "teacher");
}

/** The classic model that is right most often. */
export function bestBaseline(summaries: readonly ModelSummary[]): ModelSummary | undefined {
  return mostAccurate(summaries, "baseline");
}

/** The float student that the quantized one was made from: the distilled one, or the one alone. */
export function floatStudent(summaries: readonly ModelSummary[]): ModelSummary | undefined {
  const last = summaryOf(summaries, "quantized") ?? summaryOf(summaries, "pruned");
  const source = (last?.model.role ?? "distilled") as ModelKind;
  return summaryOf(summaries, source) ?? summaryOf(summaries, "alone");
}

function mostAccurate(
  summaries: readonly ModelSummary[],
  kind: ModelKind,
): ModelSummary | undefined {
  const those = summaries.filter(({ model }) => model.kind === kind);
  return those.reduce<ModelSummary | undefined>(
    (best, each) => (best && best.accuracy.mean >= each.accuracy.mean ? best : each),
    undefined,
  );
}

/** Mean F1 per class over the seeds. */
export function classF1(model: ModelResult): number[] {
  const [first] = model.seeds;
  return (first?.f1 ?? []).map((_, k) => mean(model.seeds.map(({ f1 }) => f1[k]!)));
}

/** Confusion counts over all seeds. */
export function totalConfusion(model: ModelResult): number[][] {
  const [first] = model.seeds;
  return (first?.confusion ?? []).map((row, truth) =>
    row.map((_, predicted) =>
      model.seeds.reduce((sum, { confusion }) => sum + confusion[truth]![predicted]!, 0),
    ),
  );
}

function figure(values: readonly number[]): Figure {
  return { mean: mean(values), sd: values.length < 2 ? null : sd(values) };
}
