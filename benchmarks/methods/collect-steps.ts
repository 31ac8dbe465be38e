/** @file The steps of a method, compiled and not yet run: its stages are walked with trainings that do not train. */
import type { DistillPlan } from "#distill/distill-plan";
import type { Arrays, CompiledStep } from "#train/engine";
import { teacherTrainings } from "./method-group.ts";
import { atRest, type WalkOptions, walkStages } from "./walk-stages.ts";

/** A training of a method. */
export interface CollectedStep {
  /** "student", "student-codes", "teacher1-paraphraser". */
  readonly path: string;
  readonly step: CompiledStep;
  /** Of its first batch. */
  readonly inputs: Arrays;
  /** How many steps the training is. */
  readonly steps: number;
}

/**
 * Every training but those of teachers from the labels, which come trained; the student's last. What was trained alike
 * before, in the same folder, is there already.
 */
export async function collectSteps(
  plan: DistillPlan,
  options: WalkOptions,
): Promise<CollectedStep[]> {
  const plain = new Set(teacherTrainings(plan).map(({ role }) => role));
  const collected: (CollectedStep & { steps: number; inputs: Arrays })[] = [];
  await walkStages(plan, {
    ...options,
    again: (path) => !plain.has(path),
    async compile(path, definition, random) {
      const step = await options.engine.compileStep(definition, random);
      if (plain.has(path)) return atRest(step);
      const after = collected.at(-1)?.path === path; // averaged weights are measured again
      const name = after ? `${path}-statistics` : path;
      const entry = { path: name, step, inputs: {}, steps: 0 };
      collected.splice(collected.length - Number(after), 0, entry);
      return {
        ...atRest(step, (inputs) => {
          if (entry.steps++ === 0) entry.inputs = inputs;
        }),
        release: async () => undefined,
      };
    },
  });
  return collected;
}
