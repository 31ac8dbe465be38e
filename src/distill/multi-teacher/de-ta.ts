/** @file A weighted ensemble of teaching assistants, the weights found by differential evolution. */
import { add, gather, mean, mul, type Tensor } from "@tensorflow/tfjs";
import { differentialEvolution } from "#core/differential-evolution";
import { UserError } from "#core/errors";
import { type AssistantOptions, assistantLesson } from "#distill/assistants";
import { softenedDivergence } from "#distill/losses";
import { defineMethod, type Method } from "#distill/method";
import { plainTeachers, type Reference } from "#distill/stage";
import { mixtureDivergence } from "#distill/weighted-teachers";

export interface DeTaOptions extends AssistantOptions {
  /** What is averaged: "probabilities" or "logits". */
  readonly average: string;
}

/**
 * (1 − λ) CE + λ τ² · KL(P ‖ p(zˢ; τ)), with P = Σ w p(z; τ) or p(Σ w z; τ) over the assistants, each taught by the first
 * teacher (without assistants: the teacher itself). The weights make the cross-entropy of the ensemble on the validation
 * part smallest: accuracy, which the paper minimises, does not change in small steps.
 */
export const deTa: Method<DeTaOptions> = defineMethod<DeTaOptions>({
  name: "de-ta",
  summary: "from an ensemble of assistants, weighed by differential evolution",
  source: "Ganta, Das Gupta, Sheng 2021, arXiv:2206.12005; objective and settings are ours",
  teachers: "several",
  needs: ["logits", "labels"],
  laws: ["shift-invariant", "per-sample", "never-negative"],
  options: { temperature: 4, lambda: 0.9, average: "probabilities" },
  weights: ({ lambda }) => ({ hard: 1 - lambda, soft: lambda }),
  stages(teachers, options) {
    const { average } = options;
    if (average !== "probabilities" && average !== "logits")
      throw new UserError(`de-ta: average must be "probabilities" or "logits", got "${average}"`);
    const [teacher, ...assistants] = teachers;
    const ensemble = assistants.length > 0 ? assistants : [teacher!];
    const lesson = assistantLesson(options);
    return [
      ...plainTeachers([teacher!]),
      ...assistants.map((role) => ({ role, teachers: [teacher!], lesson })),
      {
        measure: ensemble,
        part: "validation",
        constants: (reference) => ({ weights: bestWeights(reference, average) }),
      },
      { role: "student", teachers: ensemble },
    ];
  },
  loss({ student, teachers, constants }, { temperature, average }) {
    const logits = teachers.map((teacher) => teacher.logits);
    const weights = constants.weights!;
    if (average === "logits")
      return mean(softenedDivergence(student.logits, weightedLogits(logits, weights), temperature));
    return mixtureDivergence(student.logits, logits, weights, temperature);
  },
});

/** Σ w z. logits [batch, class] of each member, weights [member] → [batch, class] */
function weightedLogits(logits: readonly Tensor[], weights: Tensor): Tensor {
  return logits.map((z, i) => mul(z, gather(weights, i))).reduce((a, b) => add(a, b));
}

/** Weights on the simplex; the search starts from the uniform ones and those of each member alone. */
export function bestWeights(
  { outputs, labels, classes, random }: Reference,
  average: string,
): { readonly data: Float32Array; readonly shape: readonly number[] } {
  const count = outputs.length;
  const logits = outputs.map((each) => each.logits!.data);
  const loss =
    average === "logits"
      ? logitLoss(logits, labels, classes)
      : probabilityLoss(logits, labels, classes);
  const alone = logits.map((_, m) => logits.map((_each, i) => Number(i === m)));
  const { best } = differentialEvolution((point) => loss(onSimplex(point)), {
    dimensions: count,
    start: [Array.from(logits, () => 1), ...alone],
    random,
  });
  return { data: Float32Array.from(onSimplex(best)), shape: [count] };
}

/** Divided by their sum; uniform where all are 0. */
function onSimplex(point: readonly number[]): number[] {
  const total = point.reduce((a, b) => a + b, 0);
  return point.map((value) => (total > 0 ? value / total : 1 / point.length));
}

type EnsembleLoss = (weights: readonly number[]) => number;

/** Mean of −log Σ w p(label). */
function probabilityLoss(
  logits: readonly ArrayLike<number>[],
  labels: Int32Array,
  classes: number,
): EnsembleLoss {
  const right = logits.map((z) =>
    Float64Array.from(labels, (label, n) => Math.exp(logProbability(z, n, label, classes))),
  );
  return (weights) => {
    let total = 0;
    for (let n = 0; n < labels.length; n++) {
      const share = weights.reduce((sum, weight, m) => sum + weight * right[m]![n]!, 0);
      total -= Math.log(Math.max(share, Number.MIN_VALUE));
    }
    return total / labels.length;
  };
}

/** Mean of −log softmax(Σ w z)(label). */
function logitLoss(
  logits: readonly ArrayLike<number>[],
  labels: Int32Array,
  classes: number,
): EnsembleLoss {
  return (weights) => {
    const mixed = Float64Array.from({ length: labels.length * classes }, (_, i) =>
      weights.reduce((sum, weight, m) => sum + weight * logits[m]![i]!, 0),
    );
    const losses = Array.from(labels, (label, n) => -logProbability(mixed, n, label, classes));
    return losses.reduce((a, b) => a + b, 0) / labels.length;
  };
}

/** log softmax of one row at the label. */
function logProbability(
  logits: ArrayLike<number>,
  row: number,
  label: number,
  classes: number,
): number {
  let top = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < classes; k++) top = Math.max(top, logits[row * classes + k]!);
  let total = 0;
  for (let k = 0; k < classes; k++) total += Math.exp(logits[row * classes + k]! - top);
  return logits[row * classes + label]! - top - Math.log(total);
}
