/** @file The average of plain distillation from several teachers. */
import { mean } from "@tensorflow/tfjs";
import type { AssistantOptions } from "#distill/assistants";
import { defineMethod, type Method } from "#distill/method";
import { divergences, weightedTeachers } from "#distill/weighted-teachers";

/** (1 − λ) CE + λ · mean over teachers of τ² KL(p(zᵗ; τ) ‖ p(zˢ; τ)): every teacher counts alike. */
export const aver: Method<AssistantOptions> = defineMethod({
  ...weightedTeachers,
  name: "aver",
  summary: "the mean of plain distillation from every teacher",
  source: "the comparator of Zhang, Chen, Wang 2022, arXiv:2201.00007, in the authors' code",
  needs: ["logits", "labels"],
  laws: ["shift-invariant", "per-sample", "never-negative"],
  loss: (input, { temperature }) => mean(divergences(input, temperature)),
});
