/** @file What a method trains besides the student, as its stages tell: methods that train alike are held side by side. */
import { type DistillPlan, stagesOf } from "#distill/distill-plan";
import type { Training } from "#distill/stage";

/**
 * "offline": one teacher at most, trained before. "chain": several networks before the student. "online": others learn
 * in the student's own step.
 */
export type MethodGroup = "offline" | "chain" | "online";

export function groupOf(plan: DistillPlan): MethodGroup {
  const { method } = plan;
  const trainings = trainingsOf(plan);
  const grown = method.teachers === "none" && method.parts !== undefined;
  if (grown || trainings.some(({ peers }) => peers)) return "online";
  const roles = new Set(trainings.map(({ role }) => role));
  const one = roles.size <= (method.teachers === "none" ? 1 : 2);
  return one && method.teachers !== "several" ? "offline" : "chain";
}

/** Trainings of large networks from the labels and nothing else: the teachers, an ensemble's members. */
export function teacherTrainings(plan: DistillPlan): Training[] {
  return trainingsOf(plan).filter(
    ({ role, network, phase, teachers, lesson, peers }) =>
      (network?.of ?? role) in plan.teachers &&
      teachers.length === 0 &&
      !(phase || lesson || peers),
  );
}

function trainingsOf(plan: DistillPlan): Training[] {
  return stagesOf(plan).flatMap((stage) => ("role" in stage ? [stage] : []));
}
