/** @file Whole epochs of a student's last training beside those of `none`: batches, kept outputs and validation are in. */
import type { DistillPlan } from "#distill/distill-plan";
import type { CompiledStep } from "#train/engine";
import type { StepTime } from "./step-rounds.ts";
import { atRest, type WalkOptions, walkStages } from "./walk-stages.ts";

export interface EpochRounds {
  /** Times of the method, and of `none` right before and after, by round. */
  readonly times: readonly StepTime[];
  readonly none: readonly (readonly [StepTime, StepTime])[];
}

export async function epochRounds(
  plan: DistillPlan,
  none: DistillPlan,
  rounds: number,
  options: WalkOptions,
): Promise<EpochRounds> {
  const times: StepTime[] = [];
  const beside: [StepTime, StepTime][] = [];
  for (let round = 0; round < rounds; round++) {
    const before = await epochTime(none, options);
    times.push(await epochTime(plan, options));
    beside.push([before, await epochTime(none, options)]);
  }
  return { times, none: beside };
}

/** An epoch of the last training, which alone is trained: from its first step on, what compiles it left out. */
async function epochTime(plan: DistillPlan, options: WalkOptions): Promise<StepTime> {
  const total = { cpu: 0, wall: 0 };
  await walkStages(plan, {
    ...options,
    again: (path) => path === "student",
    async compile(path, definition, random) {
      const step = await options.engine.compileStep(definition, random);
      return path === "student" ? timed(step, total) : atRest(step);
    },
  });
  const { epochs } = plan.train.student;
  return { cpu: total.cpu / epochs, wall: total.wall / epochs };
}

function timed(step: CompiledStep, total: { cpu: number; wall: number }): CompiledStep {
  let start: { cpu: NodeJS.CpuUsage; wall: number } | undefined;
  return {
    get state() {
      return step.state;
    },
    set state(state) {
      step.state = state;
    },
    run(inputs, learningRate) {
      start ??= { cpu: process.cpuUsage(), wall: performance.now() };
      return step.run(inputs, learningRate);
    },
    release() {
      if (start) {
        const { user, system } = process.cpuUsage(start.cpu);
        total.cpu += (user + system) / 1000;
        total.wall += performance.now() - start.wall;
      }
      return step.release();
    },
  };
}
