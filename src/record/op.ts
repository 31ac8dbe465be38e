/** @file The contract of an op: all that is known of one tf.js kernel, in one place. */
import type { GradConfig, Tensor } from "@tensorflow/tfjs";
import type { Value } from "#graph/graph";
import type { Emitter } from "./emitter.ts";

/** Draws a whole number from `low` to `high`, both included. */
export type DrawSize = (low: number, high: number) => number;

/** Inputs of a sample, drawn at random by the differential suite unless given. */
export interface OpSample {
  /** What the sample shows; names the test. */
  readonly name: string;
  /** Shapes of the arguments of `run`. */
  readonly shapes: readonly (readonly number[])[];
  /** The tf.js call that reaches the kernel. */
  run(...args: Tensor[]): Tensor;
  /** Range the arguments are drawn from. Default [−2, 2]. */
  readonly range?: readonly [low: number, high: number];
  /** False where the function has no gradient (comparison, rounding). Default true. */
  readonly differentiable?: boolean;
  /** Which arguments may have the symbolic batch as first axis, all at once. Default none. */
  readonly batch?: readonly number[];
  /** Another sample of the same kind, its sizes drawn at random by the differential suite. */
  vary?(size: DrawSize): Pick<OpSample, "shapes" | "run">;
}

export interface Op<Attributes extends object = object> {
  /** The tf.js kernel. */
  readonly kernel: string;
  /** Appends the ONNX form; one value per kernel output. */
  onnx(
    emit: Emitter,
    inputs: Readonly<Record<string, Value>>,
    attributes: Attributes,
  ): Value | Value[];
  /** Replaces tf.js's gradient where a closed form is better. */
  readonly gradient?: Omit<GradConfig, "kernelName">;
  readonly samples: readonly OpSample[];
}

/** Declares an op; exists so that attribute types are inferred. */
export function defineOp<Attributes extends object>(op: Op<Attributes>): Op<Attributes> {
  return op;
}
