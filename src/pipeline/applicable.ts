/** @file Whether a method can work with the networks and the parts at hand, before anything is trained. */
import { UserError } from "#core/errors";
import { buildNetwork, type DistillPlan, stagesOf } from "#distill/distill-plan";
import { shapesOf } from "#distill/learner";
import type { Need } from "#distill/method";
import type { TrainingData } from "#distill/training-data";

/** What is asked of a network's taps, by what a method says it needs. */
const asked: Partial<Record<Need, { readonly axes: number; readonly words: string }>> = {
  maps: { axes: 2, words: "inner maps [time, channel]" },
  branches: { axes: 1, words: "a branch [feature] per modality" },
};

/** Throws a {@link UserError} for taps or a validation part that are not there. */
export async function checkApplicable(plan: DistillPlan, data: TrainingData): Promise<void> {
  const { method, student, teachers } = plan;
  const validates = stagesOf(plan).some(
    (stage) => "choose" in stage || ("measure" in stage && stage.part === "validation"),
  );
  if (validates && !data.validation)
    throw new UserError("it chooses or measures on the validation part, and there is none");
  const wanted = method.needs.flatMap((need) => asked[need] ?? []);
  if (wanted.length === 0) return;
  for (const network of [student, ...Object.values(teachers)]) {
    const taps = Object.entries(shapesOf(await buildNetwork(network, data, 0)).taps);
    for (const { axes, words } of wanted) {
      const found = taps.some(([tap, shape]) => shape.length === axes && tap !== "features");
      if (!found) throw new UserError(`it wants ${words}, and ${network.entry.name} has none`);
    }
  }
}
