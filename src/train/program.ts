/** @file The contract of a training step in general: several networks, several optimizers, memory, any order of updates. */
import type { LayersModel, Scalar, Tensor } from "@tensorflow/tfjs";
import type { NdArray } from "#core/signal";
import type { Optimizer } from "./optimizers.ts";

export type Tensors<Name extends string = string> = Readonly<Record<Name, Tensor>>;

/** Networks whose weights move together: one flat vector, one optimizer. */
export interface Group {
  /** A network belongs to one group only. */
  readonly models: readonly LayersModel[];
  /** Absent: nothing minimises the weights; the program may still assign them (an average of others, say). */
  readonly optimizer?: { readonly entry: Optimizer; readonly options: object };
  /** Strength of the decay of kernels; biases and batch-norm weights are spared. Default 0. */
  readonly weightDecay?: number;
  /** Limit of the gradient's Euclidean norm. Default none. */
  readonly clipNorm?: number | undefined;
  /** Times the learning rate of the step. Default 1. */
  readonly learningRateFactor?: number;
  /** How often one step minimises it. Default 1. */
  readonly updates?: number;
}

/** What a program sees of one step. Its functions can be taken apart: `run: ({ inputs, minimize }) => …`. */
export interface ProgramStep<
  Input extends string = string,
  GroupName extends string = string,
  Memory extends string = string,
> {
  readonly inputs: Tensors<Input>;
  /** As the caller handed it in, before any group's factor. */
  readonly learningRate: Scalar;
  /** 1 in the first step. */
  readonly number: Scalar;
  /**
   * Move a group's weights down the gradient of `loss`. What `body` returns comes back as values that no later
   * gradient flows through; code that follows sees the moved weights.
   */
  minimize<Found extends Tensors & { readonly loss: Scalar }>(
    group: GroupName,
    body: () => Found,
  ): Found;
  /** A group's trainable weights as one vector `[parameter]`, in the order of its models' layers. */
  parameters(group: GroupName): Tensor;
  /** Put a vector `[parameter]` in their place; constraints of layers apply. */
  assign(group: GroupName, parameters: Tensor): void;
  /** A memory as it is now, in its declared shape. */
  read(memory: Memory): Tensor;
  /** What the memory holds from now on. */
  write(memory: Memory, value: Tensor): void;
  /** Uniform numbers on [0, 1), other ones in every step; they follow from the seed and the step's number alone. */
  noise(shape: readonly number[]): Tensor;
}

/**
 * A step of any kind. `run` is recorded once, or called per step in an eager engine: it must do the same each time, so
 * it does not look at values or count by itself.
 */
export interface StepProgram<
  Input extends string = string,
  GroupName extends string = string,
  Memory extends string = string,
> {
  readonly name: string;
  /** Shapes of what a step is fed, batch included. */
  readonly inputs: Readonly<Record<Input, readonly number[]>>;
  readonly groups: Readonly<Record<GroupName, Group>>;
  /** State besides weights (queues, banks, running averages), each with its initial values. */
  readonly memory?: Readonly<Record<Memory, NdArray>>;
  /** One step; returns figures worth logging. `fit` wants one called `loss`. */
  run(step: ProgramStep<Input, GroupName, Memory>): Readonly<Record<string, Scalar>>;
}

/** Declares a program; exists so that the names of inputs, groups and memories are checked where they are used. */
export function defineProgram<
  Input extends string,
  GroupName extends string,
  Memory extends string = never,
>(program: StepProgram<Input, GroupName, Memory>): StepProgram<Input, GroupName, Memory> {
  return program;
}
