/** @file Self-distillation: generation after generation of one network, each taught by the one before. */
import { UserError } from "#core/errors";
import type { AssistantOptions } from "#distill/assistants";
import { defineMethod, type Method } from "#distill/method";
import { kd } from "#distill/response/kd";
import { mostAccurate, type Stage } from "#distill/stage";

export interface SelfDistillOptions extends AssistantOptions {
  /** How many generations are taught by their predecessor; the first learns from the labels. */
  readonly generations: number;
  /** "last", or "best": the most accurate generation on the validation part, the first included. */
  readonly keep: string;
}

/**
 * (1 − λ) CE + λ τ² KL(p(z of the generation before; τ) ‖ p(z; τ)), every generation from initial weights and batches
 * of its own. It trains `generations` + 1 times: compare what it gains with `none` for as many epochs.
 */
export const selfDistill: Method<SelfDistillOptions> = defineMethod<SelfDistillOptions>({
  name: "self-distill",
  summary: "generation after generation of the student, each from the one before",
  source: "Pham et al. 2022, arXiv:2206.08491; defaults ours",
  teachers: "none",
  needs: ["logits", "labels"],
  laws: ["zero-at-teacher", "shift-invariant", "per-sample", "never-negative"],
  options: { temperature: 4, lambda: 0.9, generations: 2, keep: "last" },
  weights: ({ lambda }) => ({ hard: 1 - lambda, soft: lambda }),
  stages(_, { generations, keep }) {
    if (!Number.isInteger(generations) || generations < 1)
      throw new UserError(`self-distill: generations must be 1 or more, got ${generations}`);
    if (keep !== "best" && keep !== "last")
      throw new UserError(`self-distill: keep must be "best" or "last", got "${keep}"`);
    return generationsOf(generations, keep);
  },
  loss: (input, { temperature }) => kd.loss!(input, { ...kd.options, temperature }),
});

function generationsOf(generations: number, keep: "best" | "last"): Stage[] {
  const early = Array.from({ length: generations }, (_, g) => `generation-${g}`);
  const last = keep === "last" ? "student" : `generation-${generations}`;
  const roles = [...early, last];
  const trainings = roles.map((role, g) => ({
    role,
    teachers: roles.slice(0, g).slice(-1),
    network: { of: "student" },
  }));
  if (keep === "last") return trainings;
  return [...trainings, { choose: "student", of: roles, pick: mostAccurate }];
}
