/** @file A method from first teacher to student: its stages in order, each kept on disk and reused. */
import { join } from "node:path";
import { UserError } from "#core/errors";
import type { Network, NetworkEntry } from "#core/network";
import type { OnProgress } from "#core/progress";
import { Random } from "#core/random";
import type { NdArray } from "#core/signal";
import type { EpochFigures } from "#train/checkpoint";
import type { Engine } from "#train/engine";
import { predictor } from "#train/predict";
import { readWeights } from "#train/weights";
import { type Learner, makeLearner } from "./learner.ts";
import type { Method, Stage } from "./method.ts";
import { loadLearner, saveLearner } from "./saved.ts";
import { replaceRows, type TeacherViews, teacherViews } from "./teacher-views.ts";
import { type Teacher, type TrainOptions, trainStage } from "./train-stage.ts";
import type { TrainingData } from "./training-data.ts";

/** A network to train: its entry, options and the modalities it reads. */
export interface NetworkPlan {
  readonly entry: NetworkEntry;
  readonly options: object;
  readonly inputs: readonly string[];
}

export interface DistillPlan {
  readonly method: Method;
  readonly methodOptions: object;
  /** By role, in order. */
  readonly teachers: Readonly<Record<string, NetworkPlan>>;
  readonly student: NetworkPlan;
  readonly train: { readonly teacher: TrainOptions; readonly student: TrainOptions };
  /** Compute teacher outputs once for this many augmented views; undefined: teachers run inside every step. */
  readonly teacherViews: number | undefined;
  /** Teach with logits of teachers that never saw the sample's subject (needs {@link teacherViews}). */
  readonly crossFitFolds: number | undefined;
  readonly seed: number;
}

/** Keeps what a stage wrote; `StageStore` of the pipeline is one. */
export interface StageKeeper {
  stage(
    spec: {
      readonly name: string;
      readonly path: string;
      readonly options: unknown;
      readonly after: readonly string[];
    },
    produce: (folder: string) => Promise<void>,
  ): Promise<{ readonly key: string; readonly folder: string }>;
}

export interface DistillContext {
  readonly engine: Engine;
  readonly data: TrainingData;
  /** Identifies the data in the stages' keys. */
  readonly dataKey: string;
  readonly keeper: StageKeeper;
  /** Folder of the student and its kin inside the keeper, "seed-1/student". */
  readonly folderOf: (role: string) => string;
  readonly clock: () => Date;
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

export interface Trained extends Learner {
  readonly role: string;
  readonly history: readonly EpochFigures[];
  /** Key of the stage that trained it. */
  readonly key: string;
}

export interface Distilled {
  readonly teachers: readonly Trained[];
  readonly student: Trained;
}

/** Seconds between checkpoints. */
const checkpointInterval = 5;

/** Train every stage of the plan's method. */
export async function distill(plan: DistillPlan, context: DistillContext): Promise<Distilled> {
  const run = new DistillRun(plan, context);
  const stages = stagesOf(plan);
  for (const stage of stages) await run.train(stage);
  const trained = [...run.trained.values()];
  return { teachers: trained.slice(0, -1), student: trained.at(-1)! };
}

/** The method's stages. Throws a {@link UserError} where it wants another number of teachers. */
export function stagesOf({ method, methodOptions, teachers }: DistillPlan): readonly Stage[] {
  const roles = Object.keys(teachers);
  const wanted = { none: 0, one: 1, several: Number.POSITIVE_INFINITY }[method.teachers];
  if (roles.length > wanted || (roles.length === 0 && wanted > 0)) {
    throw new UserError(
      `method "${method.name}" learns from ${method.teachers} teacher${method.teachers === "one" ? "" : "s"}, got ${roles.length}: ${roles.join(", ") || "none"}`,
      `choose by role: \`method: { name: ${method.name}, teachers: [${roles[0] ?? "role"}] }\`, or ${method.name}:${roles[0] ?? "role"} on the command line`,
    );
  }
  return method.stages(roles, methodOptions);
}

class DistillRun {
  readonly trained: Map<string, Trained> = new Map();
  readonly #plan: DistillPlan;
  readonly #context: DistillContext;
  readonly #views: Map<string, Promise<TeacherViews>> = new Map();
  #constants: Readonly<Record<string, NdArray>> = {};

  constructor(plan: DistillPlan, context: DistillContext) {
    this.#plan = plan;
    this.#context = context;
  }

  async train(stage: Stage): Promise<void> {
    const { keeper, folderOf, dataKey } = this.#context;
    const learner = this.#learner(stage);
    const taught = stage.teachers.map((role) => this.trained.get(role)!);
    const spec = {
      name: "train",
      path: folderOf(stage.role),
      options: describeStage(this.#plan, stage),
      after: [dataKey, ...taught.map(({ key }) => key)],
    };
    const { key, folder } = await keeper.stage(spec, async (target) => {
      const history = await this.#fit(stage, learner, taught, target);
      await saveLearner(target, learner, history);
    });
    const history = await loadLearner(folder, learner);
    const first = this.trained.size === 0;
    this.trained.set(stage.role, { ...learner, role: stage.role, history, key });
    if (first && stage.role !== "student") this.#constants = await this.#reference(learner.network);
  }

  #learner({ role, teachers }: Stage): Learner {
    const { method, seed } = this.#plan;
    const plan = planOf(this.#plan, role);
    const roleSeed = new Random(seed).fork("weights", role).integer(2 ** 31);
    const network = buildNetwork(plan, this.#context.data, roleSeed);
    const context =
      teachers.length > 0 ? { constants: this.#constants, seed: roleSeed } : undefined;
    return makeLearner(network, method, context);
  }

  async #fit(stage: Stage, learner: Learner, taught: readonly Trained[], folder: string) {
    const { method, methodOptions, seed, train } = this.#plan;
    const { engine, data, clock, onProgress, signal } = this.#context;
    const teachers: Teacher[] = [];
    for (const teacher of taught) teachers.push(await this.#teacher(teacher));
    return trainStage(
      {
        learner,
        teachers,
        method,
        methodOptions,
        constants: this.#constants,
        train: stage.role === "student" ? train.student : train.teacher,
      },
      {
        engine,
        data,
        seed,
        role: stage.role,
        task: this.#context.folderOf(stage.role),
        checkpoint: {
          path: join(folder, "checkpoint.bin"),
          everySeconds: checkpointInterval,
          clock,
        },
        ...(onProgress && { onProgress }),
        ...(signal && { signal }),
      },
    );
  }

  async #teacher(teacher: Trained): Promise<Teacher> {
    const { teacherViews: count } = this.#plan;
    if (count === undefined) return { kind: "live", network: teacher.extended };
    let views = this.#views.get(teacher.role);
    if (!views) {
      views = this.#viewsOf(teacher, count);
      this.#views.set(teacher.role, views);
    }
    return { kind: "views", views: await views };
  }

  async #viewsOf(teacher: Trained, count: number): Promise<TeacherViews> {
    const { crossFitFolds, method } = this.#plan;
    const { engine, data } = this.#context;
    const taps = tapsFor(method, teacher);
    const views = await teacherViews(engine, teacher.extended, taps, data, count);
    if (crossFitFolds === undefined) return views;
    for (const [i, fold] of data.folds(crossFitFolds).entries()) {
      const other = await this.#foldTeacher(teacher.role, i, fold.train);
      const held = await teacherViews(engine, other, [], data, count);
      replaceRows(views, held, fold.held, "logits");
    }
    return views;
  }

  /** The teacher of that role, trained on a fold's training rows only, together with those before it. */
  async #foldTeacher(role: string, fold: number, rows: Int32Array): Promise<Network> {
    const { data, dataKey, folderOf } = this.#context;
    const stages = stagesOf(this.#plan);
    const upTo = stages.slice(0, 1 + stages.findIndex((stage) => stage.role === role));
    const run = new DistillRun(
      { ...this.#plan, crossFitFolds: undefined },
      {
        ...this.#context,
        data: data.subset(rows),
        dataKey: `${dataKey}/fold ${fold} of ${this.#plan.crossFitFolds}`,
        folderOf: (each) => `${folderOf(each)}-fold-${fold + 1}`,
      },
    );
    for (const stage of upTo) await run.train(stage);
    return run.trained.get(role)!.extended;
  }

  /** The method's constants, from the first network's features on the plain training windows. */
  async #reference(network: Network): Promise<Readonly<Record<string, NdArray>>> {
    const { method } = this.#plan;
    const { engine, data } = this.#context;
    if (!method.constants) return {};
    const runner = await predictor(engine, network, ["features"]);
    const { features } = await runner.predict(readWeights(network.model), data.train);
    await runner.release();
    return method.constants({
      features: features!,
      labels: data.train.labels,
      classes: data.train.classes.length,
    });
  }
}

/** The taps of a teacher that the method's loss reads: those declared, and its parts. */
function tapsFor({ teacherTaps = [], parts = [] }: Method, { extended }: Trained): string[] {
  const wanted = new Set([...teacherTaps, ...parts.map(({ name }) => name)]);
  return extended.taps.filter((tap) => wanted.has(tap));
}

function planOf({ teachers, student }: DistillPlan, role: string): NetworkPlan {
  return role === "student" ? student : teachers[role]!;
}

/** Build a network for the windows at hand. Throws a {@link UserError} for a modality they do not hold. */
export function buildNetwork(
  { entry, options, inputs }: NetworkPlan,
  { train }: TrainingData,
  seed: number,
): Network {
  const shapes = inputs.map((modality) => {
    const signal = train.signals[modality];
    if (!signal) {
      throw new UserError(
        `network "${entry.name}" wants "${modality}", which the windows do not hold`,
        `known: ${Object.keys(train.signals).join(", ")}`,
      );
    }
    const { length, channels, sampleRate } = signal;
    return { modality, length, channels: channels.length, sampleRate };
  });
  return entry.build(
    { inputs: shapes, classes: train.classes.length, seed },
    { ...entry.options, ...options },
  );
}

/** What a stage's result depends on, as plain JSON. */
function describeStage(plan: DistillPlan, { role, teachers }: Stage): unknown {
  const { entry, options, inputs } = planOf(plan, role);
  const { optimizer, ...train } = role === "student" ? plan.train.student : plan.train.teacher;
  const taught = teachers.length > 0;
  return {
    role: role === "student" ? "student" : "teacher",
    network: entry.name,
    options: { ...entry.options, ...options },
    inputs,
    train: { ...train, optimizer: { name: optimizer.entry.name, ...optimizer.options } },
    seed: plan.seed,
    seedOf: role,
    method: taught ? { name: plan.method.name, options: plan.methodOptions, teachers } : null,
    teacherViews: taught ? (plan.teacherViews ?? null) : null,
    crossFitFolds: taught ? (plan.crossFitFolds ?? null) : null,
  };
}
