/** @file Losses that methods are built from. */
import {
  add,
  argMax,
  cast,
  div,
  equal,
  logSoftmax,
  mean,
  mul,
  neg,
  oneHot,
  type Scalar,
  softmax,
  sqrt,
  square,
  squaredDifference,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
} from "@tensorflow/tfjs";
import { UserError } from "#core/errors";
import type { LossInput } from "./lesson.ts";

/** A mean over no window at all would be no number. */
export function requireWindows({ shape: [count] }: Tensor): void {
  if (count !== 0) return;
  throw new UserError(
    "a loss is a mean over the windows of a batch, and the batch has none",
    "hand in one window or more",
  );
}

/** −Σ_k q_k log softmax(z)_k per sample. logits, labels [batch, class] → [batch] */
export function crossEntropyPerSample(logits: Tensor, labels: Tensor): Tensor {
  requireWindows(labels);
  return neg(sum(mul(labels, logSoftmax(logits)), -1));
}

/** Mean cross-entropy over the batch. */
export function crossEntropy(logits: Tensor, labels: Tensor): Scalar {
  return mean(crossEntropyPerSample(logits, labels));
}

/** T² · KL(softmax(zᵗ/T) ‖ softmax(zˢ/T)) per sample. logits [batch, class] → [batch] */
export function softenedDivergence(student: Tensor, teacher: Tensor, temperature: number): Tensor {
  const zs = logSoftmax(div(student, temperature));
  const zt = div(teacher, temperature);
  const divergence = sum(mul(softmax(zt), sub(logSoftmax(zt), zs)), -1);
  return mul(divergence, temperature ** 2); // T² keeps gradients comparable across T
}

/** Logits of mean 0 and (unbiased) standard deviation 1 per sample; a row of equal logits becomes zeros. [batch, class] */
export function standardiseLogits(logits: Tensor): Tensor {
  const centred = sub(logits, mean(logits, -1, true));
  const variance = div(sum(square(centred), -1, true), logits.shape[1]! - 1);
  return div(centred, sqrt(add(variance, 1e-14)));
}

/** Mean of squared differences over all elements. */
export function meanSquare(a: Tensor, b: Tensor): Scalar {
  return mean(squaredDifference(a, b));
}

/** Rows of the given axis divided by their Euclidean norm; a row of zeros stays, and has a gradient. */
export function normalise(x: Tensor, axis = -1): Tensor {
  return div(x, sqrt(add(sum(square(x), axis, true), 1e-16)));
}

/** One-hot rows at the largest label: labels are soft after mixing. [batch, class] */
export function hardLabels(labels: Tensor): Tensor {
  return oneHot(argMax(labels, -1) as Tensor1D, labels.shape[1]!);
}

/** 1 where the largest logit is at the largest label, else 0. [batch] */
export function isRight(logits: Tensor, labels: Tensor): Tensor {
  return cast(equal(argMax(logits, -1), argMax(labels, -1)), "float32");
}

/** Share of samples whose largest logit is at the largest label. */
export function accuracy(logits: Tensor, labels: Tensor): Scalar {
  return mean(isRight(logits, labels));
}

/** Options of a method whose term stands beside the cross-entropy: CE + β · term + α · KD. */
export interface AddedTermOptions {
  /** Weight β of the method's own term. */
  readonly beta: number;
  /** Weight α of plain knowledge distillation beside it. */
  readonly alpha: number;
  /** Softmax temperature of plain knowledge distillation. */
  readonly temperature: number;
}

/** β · term + α · KD with the first teacher. */
export function besideKd(
  term: Scalar,
  { student, teachers }: Pick<LossInput, "student" | "teachers">,
  { alpha, beta, temperature }: AddedTermOptions,
): Scalar {
  const own: Scalar = mul(term, beta);
  if (alpha === 0) return own;
  const kd = mean(softenedDivergence(student.logits, teachers[0]!.logits, temperature));
  return add(own, mul(kd, alpha));
}

/** Sum of tensors of one shape. */
export function total<T extends Tensor>(terms: readonly T[]): T {
  return terms.reduce((a, b) => add<T>(a, b));
}
