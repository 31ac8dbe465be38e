/** @file Deep mutual learning: students of one kind, untrained at first, that teach each other. */
import { add, div, mean, mul, type Scalar, type Tensor } from "@tensorflow/tfjs";
import { UserError } from "#core/errors";
import type { LessonStep } from "#distill/lesson";
import { accuracy, crossEntropy, softenedDivergence, total } from "#distill/losses";
import { defineMethod, type Method } from "#distill/method";

export interface DmlOptions {
  /** Networks beside the student; each starts from other weights. */
  readonly peers: number;
  /** Weight of what the others say beside the labels. */
  readonly alpha: number;
  /** Softmax temperature. */
  readonly temperature: number;
}

/**
 * Each of K networks minimises CE + α/(K − 1) · Σ_others T² KL(p(other) ‖ p(own)), one after the other: the second
 * already sees the first one's new answers.
 */
export const dml: Method<DmlOptions> = defineMethod<DmlOptions>({
  name: "dml",
  summary: "mutual learning: untrained students teach each other",
  source: "Zhang, Xiang, Hospedales, Lu 2018, arXiv:1706.00384, eq. 6, algorithm 1",
  teachers: "none",
  needs: ["labels"],
  laws: ["shift-invariant", "per-sample", "never-negative"],
  options: { peers: 1, alpha: 1, temperature: 1 },
  weights: ({ alpha }) => ({ hard: 1, soft: alpha }),
  stages: (_, { peers }) => [
    {
      role: "student",
      teachers: [],
      peers: Object.fromEntries(peerNames(peers).map((name) => [name, { of: "student" }])),
    },
  ],
  run(step, options) {
    const [student, ...others] = ["student", ...peerNames(options.peers)].map((role, _, roles) =>
      learn(step, role, roles, options),
    );
    return { ...student!, peers: div(total(others.map(({ loss }) => loss)), others.length) };
  },
});

function learn(step: LessonStep, role: string, roles: readonly string[], options: DmlOptions) {
  return step.minimize(role, () => {
    const own = step.apply(role).logits;
    const others = roles.filter((other) => other !== role).map((other) => step.apply(other).logits);
    const loss = mutualLoss(own, others, step.labels, options);
    return { loss, accuracy: accuracy(own, step.labels) };
  });
}

/** CE + α · the mean over the others of T² KL(p(other) ‖ p(own)). [batch, class] */
export function mutualLoss(
  own: Tensor,
  others: readonly Tensor[],
  labels: Tensor,
  { alpha, temperature }: Omit<DmlOptions, "peers">,
): Scalar {
  const apart = others.map((other): Scalar => mean(softenedDivergence(own, other, temperature)));
  return add(crossEntropy(own, labels), mul(total(apart), alpha / others.length));
}

/** "peer1", "peer2", … */
function peerNames(count: number): string[] {
  if (!Number.isInteger(count) || count < 1) {
    throw new UserError(`dml: peers must be a whole number, 1 or more, got ${count}`);
  }
  return Array.from({ length: count }, (_, i) => `peer${i + 1}`);
}
