/** @file Losses that methods are built from. */
import {
  div,
  logSoftmax,
  mean,
  mul,
  neg,
  type Scalar,
  softmax,
  sub,
  sum,
  type Tensor,
} from "@tensorflow/tfjs";

/** −Σ_k q_k log softmax(z)_k per sample. logits, labels [batch, class] → [batch] */
export function crossEntropyPerSample(logits: Tensor, labels: Tensor): Tensor {
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
