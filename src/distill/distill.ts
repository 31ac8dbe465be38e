/** @file A method from first teacher to student: its stages in order, each kept on disk and reused. */
import { join } from "node:path";
import type { LayersModel } from "@tensorflow/tfjs";
import { UserError } from "#core/errors";
import type { Network } from "#core/network";
import type { OnProgress } from "#core/progress";
import { Random } from "#core/random";
import type { NdArray, WindowSet } from "#core/signal";
import { seeds } from "#record/layers/seeds";
import type { EpochFigures } from "#train/checkpoint";
import type { Arrays, Engine } from "#train/engine";
import { type Evaluation, evaluate, predictor } from "#train/predict";
import { assignWeights, readWeights } from "#train/weights";
import {
  buildNetwork,
  type DistillPlan,
  describeTraining,
  lessonOf,
  networkOf,
  stagesOf,
  trainOptionsOf,
} from "./distill-plan.ts";
import { disposeWeights, type Learner, makeLearner, modelsOf, shapesOf } from "./learner.ts";
import type { PartContext } from "./lesson.ts";
import type { LessonSpec } from "./lesson-program.ts";
import { loadLearner, saveLearner } from "./saved.ts";
import type { Choice, Measurement, NetworkOrigin, Stage, Training } from "./stage.ts";
import { TeacherOutputs } from "./teacher-outputs.ts";
import { trainStage } from "./train-stage.ts";
import type { TrainingData } from "./training-data.ts";
import type { ViewKeeping } from "./view-store.ts";

/** Keeps what a stage wrote; `StageStore` of the pipeline is one. */
export interface StageKeeper {
  stage(
    spec: {
      readonly name: string;
      /** Raised when the same options begin to train otherwise. */
      readonly version: number;
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
  /** The same windows, augmented in another way: for networks of teachers while they learn from labels. */
  readonly forTeachers?: { readonly data: TrainingData; readonly dataKey: string };
  readonly keeper: StageKeeper;
  /** Folder of the student and its kin inside the keeper, "seed-1/student". */
  readonly folderOf: (role: string) => string;
  /** Keeps teachers' outputs for other distillations from the same windows; absent: forgotten afterwards. */
  readonly views?: ViewKeeping;
  readonly clock: () => Date;
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

export interface Trained extends Learner {
  readonly role: string;
  /** Name of its network's entry. */
  readonly entry: string;
  readonly history: readonly EpochFigures[];
  /** Key of the stage that trained it. */
  readonly key: string;
  /** Roles that its last training learnt from. */
  readonly taughtBy: readonly string[];
}

export interface Distilled {
  /** Everybody who was trained but the student, each as it was last. */
  readonly teachers: readonly Trained[];
  readonly student: Trained;
  /** Whom the student's last training learnt from. */
  readonly taughtBy: readonly Trained[];
  /** Frees the weights of all of them, which tf.js keeps for good otherwise; none can be used afterwards. */
  release(): void;
}

/** Seconds between checkpoints. */
const checkpointInterval = 5;

/** Go through the stages of the plan's method. */
export async function distill(plan: DistillPlan, context: DistillContext): Promise<Distilled> {
  const run = new DistillRun(plan, context);
  const stages = stagesOf(plan);
  try {
    for (const stage of stages) await run.do(stage);
  } catch (error) {
    run.release();
    throw error;
  }
  const student = run.trained.get("student")!;
  const others = new Set(run.trained.values());
  others.delete(student);
  const taughtBy = student.taughtBy.map((role) => run.trained.get(role)!);
  return { teachers: [...others], student, taughtBy, release: () => run.release() };
}

class DistillRun {
  /** By role; where one was chosen, two roles have the same. */
  readonly trained: Map<string, Trained> = new Map();
  readonly #plan: DistillPlan;
  readonly #context: DistillContext;
  readonly #outputs: TeacherOutputs;
  #constants: Readonly<Record<string, NdArray>> = {};
  /** Keys of whom the constants were computed from. */
  readonly #measured: Set<string> = new Set();
  /** All that were built, also by runs for folds. */
  readonly #models: Set<LayersModel> = new Set();
  /** Where the networks of roles come from. */
  readonly #origins: Map<string, NetworkOrigin> = new Map();

  constructor(plan: DistillPlan, context: DistillContext) {
    this.#plan = plan;
    this.#context = context;
    this.#outputs = new TeacherOutputs(plan, context, (...fold) => this.#foldTeacher(...fold));
  }

  async do(stage: Stage): Promise<void> {
    if ("choose" in stage) await this.#choose(stage);
    else if ("measure" in stage) await this.#measure(stage);
    else await this.#train(this.#resolved(stage));
  }

  release(): void {
    disposeWeights(this.#models);
    this.#models.clear();
  }

  /** With a network of a configured one: a role trained or chosen before stands for its own. */
  #resolved(training: Training): Training {
    const { role, network = { of: role } } = training;
    const origin = this.#origins.get(network.of);
    const resolved = origin
      ? { of: origin.of, options: { ...origin.options, ...network.options } }
      : network;
    this.#origins.set(role, resolved);
    return { ...training, network: resolved };
  }

  async #train(training: Training): Promise<void> {
    const { role, phase, network: origin, peers = {}, teachers: taughtBy } = training;
    const { keeper, folderOf } = this.#context;
    const entryOf = (name: string) =>
      networkOf(this.#plan, name, name === role ? origin : peers[name]).entry.name;
    const spec = await this.#build(training);
    const { network } = spec.learner;
    for (const learner of [spec.learner, ...Object.values(spec.peers)])
      for (const model of modelsOf(learner)) this.#models.add(model);
    if (network.pretrained !== undefined && !spec.lesson.still) {
      const key = network.pretrained;
      const entry = entryOf(role);
      const trained = { ...makeLearner(network), role, entry, history: [], key, taughtBy: [] };
      this.trained.set(role, trained);
      return;
    }
    const everybody = Object.entries({ ...spec.peers, [role]: spec.learner });
    const folderIn = (folder: string, name: string) =>
      name === role ? folder : join(folder, name);
    const { key, folder } = await keeper.stage(
      {
        ...{ name: "train", version: 2 }, // 2: mix-kd mixes in place; regressors are normalised by covariances
        path: phase === undefined ? folderOf(role) : `${folderOf(role)}-${phase}`,
        options: describeTraining(this.#plan, training),
        after: this.#after(training),
      },
      async (target) => {
        const history = await this.#fit(spec, training, target);
        for (const [name, learner] of everybody)
          await saveLearner(folderIn(target, name), learner, history);
      },
    );
    for (const [name, learner] of everybody) {
      const history = await loadLearner(folderIn(folder, name), learner);
      const own = name === role ? key : `${key}/${name}`;
      const entry = entryOf(name);
      this.trained.set(name, { ...learner, role: name, entry, history, key: own, taughtBy });
    }
  }

  /** Keys of all that the training depends on. */
  #after(training: Training): string[] {
    const { role, teachers } = training;
    const { dataKey } = this.#dataFor(training);
    const earlier = [role, ...teachers].flatMap((each) => this.trained.get(each)?.key ?? []);
    const measured = role === "student" || teachers.length > 0 ? this.#measured : [];
    return [...new Set([dataKey, ...earlier, ...measured])];
  }

  /** Whoever is taught sees what the student sees. */
  #dataFor({ role, network, teachers }: Training): Pick<DistillContext, "data" | "dataKey"> {
    const { forTeachers } = this.#context;
    const alone = teachers.length === 0 && (network?.of ?? role) !== "student";
    return alone && forTeachers ? forTeachers : this.#context;
  }

  /** Networks, parts and memories, as they are before the training. */
  async #build(training: Training): Promise<Omit<LessonSpec, "teachers">> {
    const { role, seedOf = role, network, peers = {} } = training;
    const { methodOptions: options } = this.#plan;
    const lesson = lessonOf(this.#plan, training);
    const own = await this.#network(role, seedOf, network);
    const before = this.trained.get(role);
    if (before) assignWeights(own.model, readWeights(before.network.model));
    const context = this.#partContext(own, training);
    const others: Record<string, Learner> = {};
    for (const [name, origin] of Object.entries(peers)) {
      const peer = await this.#network(name, name, origin);
      this.#requireTrainable(name, peer);
      others[name] = makeLearner(peer);
    }
    return {
      lesson,
      options,
      learner: makeLearner(own, lesson.parts?.(context, options)),
      peers: others,
      constants: this.#constants,
      memory: lesson.memory?.(context, options) ?? {},
    };
  }

  #requireTrainable(role: string, { pretrained, model }: Network): void {
    if (pretrained === undefined) return;
    throw new UserError(
      `method "${this.#plan.method.name}" trains ${role} together with the student, and "${model.name}" comes trained`,
      "choose a network that is built, or a method whose teacher stays as it is",
    );
  }

  #network(role: string, seedOf: string, origin: NetworkOrigin | undefined): Promise<Network> {
    const { data } = this.#context;
    const seed = new Random(this.#plan.seed).fork("weights", seedOf).integer(2 ** 31);
    return buildNetwork(networkOf(this.#plan, role, origin), data, seed);
  }

  #partContext(
    network: Network,
    { role, seedOf = role, phase = "", teachers }: Training,
  ): PartContext {
    const { train } = this.#context.data;
    const random = new Random(this.#plan.seed).fork("parts", seedOf, phase);
    return {
      student: shapesOf(network),
      teachers: teachers.map((teacher) => shapesOf(this.trained.get(teacher)!.extended)),
      classes: train.classes.length,
      samples: train.size,
      constants: this.#constants,
      random,
      nextSeed: seeds(random.integer(2 ** 31)),
    };
  }

  async #fit(spec: Omit<LessonSpec, "teachers">, training: Training, folder: string) {
    const { role, seedOf = role, phase, rows, train: change } = training;
    const { engine, clock, folderOf, onProgress, signal } = this.#context;
    const { data } = this.#dataFor(training);
    const teachers = [];
    for (const teacher of training.teachers)
      teachers.push(await this.#outputs.of(this.trained.get(teacher)!));
    const chance = new Random(this.#plan.seed);
    const keys = phase === undefined ? [seedOf] : [seedOf, phase];
    return trainStage(
      {
        ...spec,
        teachers,
        train: trainOptionsOf(this.#plan, training),
        ...(change && { change }),
        keep: phase === undefined ? "best" : "last",
      },
      {
        engine,
        data: rows ? data.subset(rows(data.train, chance.fork("rows", ...keys))) : data,
        random: chance.fork("train", ...keys),
        task: folderOf(role),
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

  async #choose({ choose, of, pick }: Choice): Promise<void> {
    const { validation } = this.#context.data;
    if (!validation) throw noValidation(this.#plan, `chooses ${choose}`);
    const scores: Record<string, Evaluation> = {};
    for (const role of of) {
      const { logits } = await this.#predict(role, [], validation);
      scores[role] = evaluate(logits!, validation.labels);
    }
    const picked = pick(scores);
    this.trained.set(choose, this.trained.get(picked)!);
    this.#origins.set(choose, this.#origins.get(picked)!);
  }

  async #measure({ measure, part, taps = [], constants }: Measurement): Promise<void> {
    const { data } = this.#context;
    const windows = data[part];
    if (!windows) throw noValidation(this.#plan, `measures ${measure.join(", ")}`);
    const outputs = [];
    for (const role of measure) outputs.push(await this.#predict(role, taps, windows));
    const found = constants({
      outputs,
      labels: windows.labels,
      classes: windows.classes.length,
      random: new Random(this.#plan.seed).fork("measure", ...measure),
    });
    this.#constants = { ...this.#constants, ...found };
    for (const role of measure) this.#measured.add(this.trained.get(role)!.key);
  }

  /** What a role gives on un-augmented windows. */
  async #predict(role: string, taps: readonly string[], windows: WindowSet): Promise<Arrays> {
    const { extended } = this.trained.get(role)!;
    const runner = await predictor(this.#context.engine, extended, taps);
    try {
      return await runner.predict(readWeights(extended.model), windows);
    } finally {
      await runner.release();
    }
  }

  /** The teacher of that role, trained on a fold's training rows only, together with those before it. */
  async #foldTeacher(role: string, fold: number, rows: Int32Array): Promise<Network> {
    const { folderOf, forTeachers } = this.#context;
    const ofFold = ({ data, dataKey }: Pick<DistillContext, "data" | "dataKey">) => ({
      data: data.subset(rows),
      dataKey: `${dataKey}/fold ${fold} of ${this.#plan.crossFitFolds}`,
    });
    const stages = stagesOf(this.#plan);
    const last = stages.findLastIndex((stage) => "role" in stage && stage.role === role);
    const run = new DistillRun(
      { ...this.#plan, crossFitFolds: undefined },
      {
        ...this.#context,
        ...ofFold(this.#context),
        ...(forTeachers && { forTeachers: ofFold(forTeachers) }),
        folderOf: (each) => `${folderOf(each)}-fold-${fold + 1}`,
      },
    );
    for (const stage of stages.slice(0, last + 1)) await run.do(stage);
    for (const model of run.#models) this.#models.add(model);
    return run.trained.get(role)!.extended;
  }
}

function noValidation({ method }: DistillPlan, does: string): UserError {
  return new UserError(
    `method "${method.name}" ${does} on the validation part, and there is none`,
    "set `data: { split: { validation: … } }`",
  );
}
