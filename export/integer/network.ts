/** @file A network in 8-bit integers: tensors with their grids, and steps that need no floating point. */
import type { Program, Tensor } from "#export/device/program";
import type { ConvStep } from "./steps/conv.ts";
import type { GruStep } from "./steps/gru.ts";
import type { JoinStep } from "./steps/join.ts";
import type { LogSoftmaxStep } from "./steps/log-softmax.ts";
import type { LstmStep } from "./steps/lstm.ts";
import type { MoveStep } from "./steps/move.ts";
import type { PoolStep } from "./steps/pool.ts";
import type { ProductStep } from "./steps/product.ts";
import type { ReduceStep } from "./steps/reduce.ts";
import type { SoftmaxStep } from "./steps/softmax.ts";
import type { TableStep } from "./steps/table.ts";

/** real = (integer − zeroPoint) · scale */
export interface Grid {
  /** A float32. */
  readonly scale: number;
  /** −128 to 127. */
  readonly zeroPoint: number;
}

export interface IntegerTensor extends Grid {
  readonly name: string;
  readonly shape: readonly number[];
  /** Where it is constant. */
  readonly data?: Int8Array;
  /** It is the same memory as this one, read as another shape. */
  readonly sameAs?: IntegerTensor;
}

/** What the window goes through before it is rounded: `x · factor + offset`, by channel, the last axis. */
export interface IntegerInput {
  /** The model's name for it. */
  readonly name: string;
  readonly tensor: IntegerTensor;
  readonly factor: Float32Array;
  readonly offset: Float32Array;
}

export type Step =
  | ConvStep
  | GruStep
  | JoinStep
  | LogSoftmaxStep
  | LstmStep
  | MoveStep
  | PoolStep
  | ProductStep
  | ReduceStep
  | SoftmaxStep
  | TableStep;

export interface IntegerNetwork {
  /** What it was made from, in real numbers. */
  readonly program: Program;
  /** The grid of each of the program's tensors that is rounded. */
  readonly grids: ReadonlyMap<Tensor, Grid>;
  readonly name: string;
  readonly inputs: readonly IntegerInput[];
  readonly steps: readonly Step[];
  readonly outputs: readonly { readonly name: string; readonly tensor: IntegerTensor }[];
  readonly metadata: ReadonlyMap<string, string>;
}

/** The tensor whose memory it is. */
export function storeOf(tensor: IntegerTensor): IntegerTensor {
  return tensor.sameAs ? storeOf(tensor.sameAs) : tensor;
}
