/** @file One network from an ensemble of another: teachers that differ in their seed alone. */
import { div, mean } from "@tensorflow/tfjs";
import { UserError } from "#core/errors";
import type { AssistantOptions } from "#distill/assistants";
import { softenedDivergence, total } from "#distill/losses";
import { defineMethod, type Method } from "#distill/method";
import type { Training } from "#distill/stage";

export interface EnsTheoryOptions extends AssistantOptions {
  /** Networks in the ensemble, the configured teacher among them. */
  readonly members: number;
}

/**
 * (1 − λ) CE + λ τ² KL(p(z̄; τ) ‖ p(zˢ; τ)), z̄ the mean of the members' logits. Members have initial weights and
 * batches of their own: seeds that change the order alone give an ensemble nothing.
 */
export const ensTheory: Method<EnsTheoryOptions> = defineMethod<EnsTheoryOptions>({
  name: "ens-theory",
  summary: "from the mean logits of several seeds of the teacher",
  source: "Allen-Zhu and Li 2023, arXiv:2012.09816; λ, τ and five members ours",
  teachers: "one",
  needs: ["logits", "labels"],
  laws: ["shift-invariant", "per-sample", "never-negative"],
  options: { temperature: 4, lambda: 0.9, members: 5 },
  weights: ({ lambda }) => ({ hard: 1 - lambda, soft: lambda }),
  stages([teacher], { members }) {
    if (!Number.isInteger(members) || members < 1)
      throw new UserError(`ens-theory: members must be 1 or more, got ${members}`);
    const ensemble = Array.from({ length: members }, (_, i): Training => {
      const role = i === 0 ? teacher! : `${teacher}-${i + 1}`;
      return { role, teachers: [], network: { of: teacher! } };
    });
    return [...ensemble, { role: "student", teachers: ensemble.map(({ role }) => role) }];
  },
  loss({ student, teachers }, { temperature }) {
    const average = div(total(teachers.map(({ logits }) => logits)), teachers.length);
    return mean(softenedDivergence(student.logits, average, temperature));
  },
});
