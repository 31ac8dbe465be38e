/** @file One stage of a method: a learner trained with the labels and its teachers. */
import {
  add,
  argMax,
  cast,
  equal,
  mean,
  mul,
  type Scalar,
  type Tensor,
  tensor,
} from "@tensorflow/tfjs";
import type { Network } from "#core/network";
import type { OnProgress } from "#core/progress";
import { Random } from "#core/random";
import type { Batch, NdArray } from "#core/signal";
import { applyNetwork } from "#record/inference";
import type { EpochFigures } from "#train/checkpoint";
import type { Arrays, Engine } from "#train/engine";
import { type FitOptions, fit } from "#train/fit";
import type { Optimizer } from "#train/optimizers";
import type { Tensors } from "#train/program";
import type { Loss, StepDefinition } from "#train/step";
import { assignWeights } from "#train/weights";
import type { Learner } from "./learner.ts";
import { crossEntropy } from "./losses.ts";
import type { LossInput, Method, Outputs } from "./method.ts";
import { gatherViews, type TeacherViews } from "./teacher-views.ts";
import type { TrainingData } from "./training-data.ts";

/** How a network is trained. */
export interface TrainOptions {
  readonly epochs: number;
  readonly batchSize: number;
  readonly optimizer: { readonly entry: Optimizer; readonly options: object };
  readonly learningRate: number;
  readonly schedule: FitOptions["schedule"];
  readonly weightDecay: number;
  readonly clipNorm: number | null;
  readonly earlyStopping: { readonly patience: number } | null;
}

/** A teacher: live inside the step, or by outputs computed before. */
export type Teacher =
  | { readonly kind: "live"; readonly network: Network }
  | { readonly kind: "views"; readonly views: TeacherViews };

export interface StageContext {
  readonly engine: Engine;
  readonly data: TrainingData;
  readonly seed: number;
  /** Whose training it is: with the seed, it decides all chance. */
  readonly role: string;
  /** Names it in progress reports. */
  readonly task: string;
  readonly checkpoint?: FitOptions["checkpoint"];
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

export interface StageSpec {
  readonly learner: Learner;
  readonly teachers: readonly Teacher[];
  readonly method: Method;
  readonly methodOptions: object;
  readonly constants: Readonly<Record<string, NdArray>>;
  readonly train: TrainOptions;
}

/** Train the learner in place; its history. */
export async function trainStage(
  spec: StageSpec,
  context: StageContext,
): Promise<readonly EpochFigures[]> {
  const { learner, teachers, train } = spec;
  const { engine, data, seed, role, task, checkpoint, onProgress, signal } = context;
  const views = viewCount(teachers);
  const batches = data.batches({
    batchSize: train.batchSize,
    modalities: modalitiesOf(spec),
    shuffle: true,
    ...(views !== undefined && { views }),
  });
  const { epochs, learningRate, schedule, earlyStopping } = train;
  const result = await fit({
    engine,
    definition: stepDefinition(spec, data),
    network: learner.extended,
    batches,
    extraInputs: (batch, epoch) => viewInputs(teachers, batch, epoch),
    validation: data.validation,
    epochs,
    learningRate,
    schedule,
    earlyStopping,
    random: new Random(seed).fork("train", role),
    task,
    ...(checkpoint && { checkpoint }),
    ...(onProgress && { onProgress }),
    ...(signal && { signal }),
  });
  assignWeights(learner.extended.model, result.weights);
  return result.history;
}

function viewCount(teachers: readonly Teacher[]): number | undefined {
  return teachers.find((teacher) => teacher.kind === "views")?.views.length;
}

/** The learner's modalities and those of live teachers. */
function modalitiesOf({ learner, teachers }: StageSpec): string[] {
  const live = teachers.flatMap((teacher) =>
    teacher.kind === "live" ? teacher.network.inputs : [],
  );
  return [...new Set([...learner.network.inputs, ...live].map(({ modality }) => modality))];
}

function viewInputs(teachers: readonly Teacher[], batch: Batch, epoch: number): Arrays {
  const parts = teachers.map((teacher, i) =>
    teacher.kind === "views" ? gatherViews(teacher.views, prefixOf(i), batch, epoch) : {},
  );
  return Object.assign({}, ...parts) as Arrays;
}

const prefixOf = (i: number) => `teacher${i}`;

/** The step's inputs and loss, from what the method declares. */
function stepDefinition(spec: StageSpec, { train }: TrainingData): StepDefinition {
  const { learner, teachers, train: options } = spec;
  const { batchSize } = options;
  const windows = modalitiesOf(spec).map((modality) => {
    const { length, channels } = train.signals[modality]!;
    return [modality, [batchSize, length, channels.length]] as const;
  });
  const cached = teachers.flatMap((teacher, i) => {
    if (teacher.kind === "live") return [];
    return Object.entries(teacher.views[0]!).map(
      ([name, { shape }]) => [`${prefixOf(i)}_${name}`, [batchSize, ...shape.slice(1)]] as const,
    );
  });
  return {
    name: learner.network.model.name,
    models: [learner.extended.model],
    inputs: {
      ...Object.fromEntries(windows),
      labels: [batchSize, train.classes.length],
      ...Object.fromEntries(cached),
    },
    loss: (inputs) => stageLoss(spec, inputs),
    optimizer: options.optimizer,
    weightDecay: options.weightDecay,
    clipNorm: options.clipNorm ?? undefined,
  };
}

/** hard · CE + soft · the method's term. */
function stageLoss(spec: StageSpec, inputs: Tensors): Loss {
  const { method, methodOptions, learner, teachers, constants } = spec;
  const labels = inputs.labels!;
  const student = liveOutputs(learner.extended, inputs, true);
  const figures = { accuracy: accuracy(student.logits, labels) };
  const hard = crossEntropy(student.logits, labels);
  if (teachers.length === 0 || !method.loss) return { loss: hard, figures };
  const input: LossInput = {
    student,
    teachers: teachers.map((teacher, i) =>
      teacher.kind === "live"
        ? liveOutputs(teacher.network, inputs, false)
        : cachedOutputs(teacher.views, i, inputs),
    ),
    labels,
    constants: Object.fromEntries(
      Object.entries(constants).map(([name, { data, shape }]) => [name, tensor(data, [...shape])]),
    ),
  };
  const weights = method.weights(methodOptions);
  const soft = method.loss(input, methodOptions);
  const loss: Scalar = add(mul(hard, weights.hard), mul(soft, weights.soft));
  return { loss, figures };
}

function liveOutputs(network: Network, inputs: Tensors, training: boolean): Outputs {
  const windows = network.inputs.map(({ modality }) => inputs[modality]!);
  return applyNetwork(network, windows, training);
}

function cachedOutputs(views: TeacherViews, i: number, inputs: Tensors): Outputs {
  const taps = Object.keys(views[0]!).map(
    (name) => [name, inputs[`${prefixOf(i)}_${name}`]!] as const,
  );
  const { logits, ...others } = Object.fromEntries(taps);
  return { logits: logits!, taps: others };
}

/** Share of samples whose largest logit is at the largest label. */
function accuracy(logits: Tensor, labels: Tensor): Scalar {
  return mean(cast(equal(argMax(logits, -1), argMax(labels, -1)), "float32"));
}
