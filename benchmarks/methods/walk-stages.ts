/** @file The stages of a method one after the other, each step as the caller makes it. */
import { createHash } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Random } from "#core/random";
import { distill, type StageKeeper } from "#distill/distill";
import type { DistillPlan } from "#distill/distill-plan";
import type { TrainingData } from "#distill/training-data";
import type { Arrays, CompiledStep, Engine } from "#train/engine";
import type { AnyStep } from "#train/step";

export interface WalkOptions {
  readonly engine: Engine;
  readonly data: TrainingData;
  /** Holds the networks as each training leaves them. */
  readonly folder: string;
}

export interface Walk extends WalkOptions {
  /** Of the training of that path: "teacher1", "student-codes", "student". */
  compile(path: string, step: AnyStep, random: Random): Promise<CompiledStep>;
  /** Whether it is walked though the folder holds it. */
  again(path: string): boolean;
}

export async function walkStages(
  plan: DistillPlan,
  { engine, data, folder, compile, again }: Walk,
): Promise<void> {
  let path = "";
  const own: Engine = {
    ...engine,
    compileStep: (definition, random) => compile(path, definition, random),
  };
  const keeper: StageKeeper = {
    async stage(spec, produce) {
      const key = createHash("sha256").update(JSON.stringify(spec)).digest("hex");
      const target = join(folder, key);
      const absent = (await mkdir(target, { recursive: true })) === target;
      ({ path } = spec);
      if (absent || again(path)) await produce(target);
      return { key, folder: target };
    },
  };
  const clock = () => new Date(0);
  const rest = { dataKey: "noise", folderOf: (role: string) => role, clock };
  await distill(plan, { engine: own, data, keeper, ...rest });
}

/** A step that stays where it is, and tells what it is fed. */
export function atRest(
  step: CompiledStep,
  fed: (inputs: Arrays) => void = () => undefined,
): CompiledStep {
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
