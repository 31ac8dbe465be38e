/** @file What a network learns in one training: a loss, or a whole step, and the pieces it needs. */
import type { LayersModel, Scalar, Tensor } from "@tensorflow/tfjs";
import type { Network } from "#core/network";
import type { Random } from "#core/random";
import type { NdArray } from "#core/signal";
import type { Group, ProgramStep, Tensors } from "#train/program";

/** What one network gives for a batch. */
export interface Outputs {
  readonly logits: Tensor; // [batch, class]
  /**
   * Inner features by name, in the order of the network: maps [batch, time, channel], and last `features`
   * [batch, feature], right before the classifier. Then the outputs of parts that read a tap.
   */
  readonly taps: Tensors;
}

/** What every lesson may look at in a step. */
export interface StepInput {
  /** In the order of the stage; none of them gets a gradient. */
  readonly teachers: readonly Outputs[];
  readonly labels: Tensor; // [batch, class]
  /** Rows in the training windows. [batch], int32 */
  readonly sampleIds: Tensor;
  /** Training windows of each class. [class] */
  readonly classCounts: Tensor;
  /** Share of the epochs that are over: 0 in the first, below 1 in the last. */
  readonly progress: Scalar;
  /** What measurements computed. */
  readonly constants: Tensors;
  /** The parts, to be applied to any tensor of the shape they were built for. */
  readonly parts: Readonly<Record<string, (...inputs: readonly Tensor[]) => Tensor>>;
  /** A memory as it is now. */
  read(memory: string): Tensor;
  /** What the memory holds from now on. */
  write(memory: string, value: Tensor): void;
  /** Uniform numbers on [0, 1), other ones in every step. */
  noise(shape: readonly number[]): Tensor;
}

export interface LossInput extends StepInput {
  /** The network that learns. */
  readonly student: Outputs;
  /** What {@link Lesson.hold} computed; no gradient flows into it. */
  readonly held: Tensors;
}

/** A step in the method's own hands: networks that learn from each other, adversaries, averages of weights. */
export interface LessonStep extends StepInput, Pick<ProgramStep, Moves> {
  /** Apply "student" or a peer in training mode; inside `minimize`, gradients flow to the group that is minimized. */
  apply(role: string): Outputs;
}

type Moves = "minimize" | "parameters" | "assign" | "learningRate" | "number";

/** A batch inside the step, before any network sees it. */
export interface StepBatch {
  /** `[batch, time, channel]` by modality. */
  readonly windows: Tensors;
  readonly labels: Tensor;
  readonly sampleIds: Tensor;
  /** So many rows, the first, are those that came: what was kept of teachers holds for them. Absent: none. */
  readonly unchanged?: number;
}

/** As it comes, with the names of its channels by modality. */
export interface NamedBatch extends StepBatch {
  readonly channels: Readonly<Record<string, readonly string[]>>;
}

/** Shapes that parts and memories may depend on. */
export interface PartContext {
  readonly student: Shapes;
  readonly teachers: readonly Shapes[];
  readonly classes: number;
  /** Training windows. */
  readonly samples: number;
  readonly constants: Readonly<Record<string, NdArray>>;
  readonly random: Random;
  /** Seeds of initial weights, another one each time. */
  nextSeed(): number;
}

export interface Shapes {
  /** Shape of every tap, without the batch. */
  readonly taps: Readonly<Record<string, readonly number[]>>;
  /** Absent where only outputs are known. */
  readonly network?: Network;
}

/** An extra piece with weights, trained beside the learner and never exported. */
export interface Part {
  /** One or more inputs, one output. */
  readonly model: LayersModel;
  /** The learner's tap it reads: its output is a tap of the part's name, also where the learner teaches later. */
  readonly reads?: string;
  /** The group it moves with; "student" by default. */
  readonly group?: string;
  /** It stays as it is, in inference mode. */
  readonly frozen?: boolean;
  /** Where the learner teaches, its output is not kept for students: it may be large, and others read it. */
  readonly inner?: boolean;
}

export interface Weights {
  readonly hard: number | Scalar;
  readonly soft: number | Scalar;
}

/** What is minimised: hard · cross-entropy with the labels + soft · {@link Lesson.loss}. */
export interface Lesson<Options extends object = object> {
  /** Whose lesson it is, where not the method's at hand: methods that train a role alike train it once. */
  readonly of?: { readonly method: string; readonly options: object };
  weights(options: Options, progress: Scalar): Weights;
  /** What the term takes from the step as fixed numbers: the term's slope is that of the loss with these held. */
  hold?(input: Omit<LossInput, "held">, options: Options): Tensors;
  /** The distillation term. Absent: labels only. */
  loss?(input: LossInput, options: Options): Scalar;
  parts?(context: PartContext, options: Options): Readonly<Record<string, Part>>;
  /** State besides weights, with its first values. */
  memory?(context: PartContext, options: Options): Readonly<Record<string, NdArray>>;
  /** Changes the batch for learner and teachers alike; `noise` as in a step. Teachers are live for the rows it changes. */
  transform?(batch: NamedBatch, noise: StepInput["noise"], options: Options): StepBatch;
  /** `transform` looks at no noise and gives this many of every window, form after form: teachers are kept for all. */
  copies?(options: Options): number;
  /** The learner stays as it is, in inference mode; only the parts move. */
  readonly still?: boolean;
  /** Teachers in training mode: dropout active, running statistics drifting with the batches. They are live then. */
  lively?(options: Options): boolean;
  /** How groups other than the learner's differ from its settings, and the learner's from the configuration. */
  readonly groups?: Readonly<Record<string, Partial<Omit<Group, "models">>>>;
  /** The whole step instead of weights and loss; returns figures, one of them `loss`. */
  run?(step: LessonStep, options: Options): Readonly<Record<string, Scalar>>;
}

/** The labels and nothing else. */
export const labelsOnly: Lesson = { weights: () => ({ hard: 1, soft: 0 }) };
