/** @file The steps of a method, compiled and not yet run: its stages are walked with trainings that do not train. */
import { createHash } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { distill, type StageKeeper } from "#distill/distill";
import type { DistillPlan } from "#distill/distill-plan";
import type { TrainingData } from "#distill/training-data";
import type { Arrays, CompiledStep, Engine } from "#train/engine";
import { teacherTrainings } from "./method-group.ts";

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

export interface CollectOptions {
  readonly engine: Engine;
  readonly data: TrainingData;
  /** Holds the networks as each training leaves them: as they began. */
  readonly folder: string;
}

/**
 * Every training but those of teachers from the labels, which come trained; the student's last. What was trained alike
 * before, in the same folder, is there already.
 */
export async function collectSteps(
  plan: DistillPlan,
  { engine, data, folder }: CollectOptions,
): Promise<CollectedStep[]> {
  const plain = new Set(teacherTrainings(plan).map(({ role }) => role));
  const collected: (CollectedStep & { steps: number; inputs: Arrays })[] = [];
  let path = "";
  const idle: Engine = {
    ...engine,
    async compileStep(definition, random) {
      const step = await engine.compileStep(definition, random);
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
  };
  const keeper: StageKeeper = {
    async stage(spec, produce) {
      const key = createHash("sha256").update(JSON.stringify(spec)).digest("hex");
      const target = join(folder, key);
      const fresh = !plain.has(spec.path) || (await mkdir(target, { recursive: true })) === target;
      ({ path } = spec);
      if (fresh) {
        await mkdir(target, { recursive: true });
        await produce(target);
      }
      return { key, folder: target };
    },
  };
  const clock = () => new Date(0);
  const rest = { dataKey: "noise", folderOf: (role: string) => role, clock };
  await distill(plan, { engine: idle, data, keeper, ...rest });
  return collected;
}

/** A step that stays where it is, and tells what it is fed. */
function atRest(step: CompiledStep, fed: (inputs: Arrays) => void = () => undefined): CompiledStep {
  return {
    get state() {
      return step.state;
    },
    set state(_) {},
    async run(inputs) {
      fed(inputs);
      return { loss: 0 };
    },
    release: () => step.release(),
  };
}
