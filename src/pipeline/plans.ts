/** @file Configuration → plan of distillation. */
import { mixesSamples } from "#augmentations/compose";
import { UserError } from "#core/errors";
import { lookup } from "#core/registry";
import { type DistillPlan, type NetworkPlan, stagesOf } from "#distill/distill-plan";
import type { TrainOptions } from "#distill/train-stage";
import type { Engine } from "#train/engine";
import { cpuEngine, nodeEngine } from "#train/engines/eager";
import { recordedEngine } from "#train/engines/recorded";
import type { Optimizer } from "#train/optimizers";
import * as optimizers from "#train/optimizers";
import type { Config, NetworkChoice, TrainOptions as TrainConfig } from "./config-schema.ts";
import { methodNamed, networkNamed } from "./registries.ts";

export interface MethodChoice {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** Roles; all configured teachers by default. */
  readonly teachers?: readonly string[];
  /** Teachers run in every step, whatever the configuration keeps. */
  readonly liveTeachers?: boolean;
}

/** The plan for one method and seed. */
export function planFor(config: Config, choice: MethodChoice, seed: number): DistillPlan {
  const method = methodNamed(choice.name);
  const roles = method.teachers === "none" ? [] : (choice.teachers ?? Object.keys(config.teachers));
  const { teacher, student } = config.train;
  refuseMixing(config);
  refuseStudent(config.student);
  return {
    method,
    methodOptions: { ...method.options, ...choice.options },
    teachers: Object.fromEntries(roles.map((role) => [role, networkPlan(config.teachers[role]!)])),
    student: networkPlan(config.student),
    train: { teacher: trainOptions(teacher), student: trainOptions(student) },
    teacherViews: choice.liveTeachers ? undefined : student.teacherViews,
    crossFitFolds: config.crossFit?.folds,
    seed,
  };
}

/** Throws a {@link UserError} where the method could not be trained, before anything else is. */
export function checkPlan(config: Config, choice: MethodChoice): void {
  stagesOf(planFor(config, choice, 0));
}

function networkPlan({ network, options, inputs }: NetworkChoice): NetworkPlan {
  return { entry: networkNamed(network), options, inputs };
}

/** As training takes them. */
export function trainOptions({
  optimizer,
  teacherViews: _,
  ...options
}: TrainConfig): TrainOptions {
  const { name, ...own } = optimizer;
  const entry = lookup("optimizer", optimizers as unknown as Record<string, Optimizer>, name);
  return { ...options, optimizer: { entry, options: { ...entry.options, ...own } } };
}

/** Networks that come trained, or are fitted in one go, can only teach. */
function refuseStudent({ network }: NetworkChoice): void {
  if ("build" in networkNamed(network)) return;
  throw new UserError(
    `the student must be trained, and "${network}" is not: it can only teach`,
    "choose one of `wristill list students`",
  );
}

/** Outputs kept per sample know nothing of mixed samples. */
function refuseMixing({ augment, train, crossFit }: Config): void {
  const kept = train.student.teacherViews !== undefined;
  if (kept && mixesSamples(augment)) {
    throw new UserError(
      "`augment` mixes samples, and `teacherViews` keeps teacher outputs per sample",
      "leave one of them out",
    );
  }
  if (crossFit && !kept) {
    throw new UserError(
      "`crossFit` teaches with outputs kept per sample",
      "say how many views to keep: `train: { student: { teacherViews: 8 } }`",
    );
  }
}

/**
 * The engine of that name. `threads` inside an operator; `aside`: nothing holds the calling thread, for several
 * trainings side by side.
 */
export async function engineNamed(
  name: Config["engine"],
  { threads, aside = false }: { readonly threads?: number; readonly aside?: boolean } = {},
): Promise<Engine> {
  if (name === "tfjs") return cpuEngine();
  if (name === "tfjs-node") return nodeEngine();
  const { createOrtNodeSession } = await import("#runtime/ort-node");
  const { createOrtWorkerSession } = await import("#runtime/ort-worker");
  return recordedEngine(aside ? createOrtWorkerSession : createOrtNodeSession, {
    createStepSession: createOrtWorkerSession,
    ...(threads !== undefined && { threads }),
  });
}
