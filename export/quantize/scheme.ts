/** @file The contract of a scheme: which numbers of a model become small, and the forms in which a runtime reads them. */
import type { Entry } from "#core/registry";
import type { Graph, Node } from "#graph/graph";
import type { QuantizedTensor } from "./insert-qdq.ts";
import type { Kept } from "./plan.ts";
import type { Range } from "./range.ts";

/** What a form is built from. */
export interface SchemeSource {
  /** A clean float graph, which stays as it is. */
  readonly graph: Graph;
  /** By value name; every value of the plan where the scheme is calibrated. */
  readonly ranges: ReadonlyMap<string, Range>;
  /** 7 keeps x86 processors without VNNI from saturating 16-bit sums, at half the weight resolution. */
  readonly weightBits: 7 | 8;
  readonly keep: Kept;
  /** What activations are counted in; integer operators are written for uint8, the default. */
  readonly activations?: ActivationType;
}

export type ActivationType = "uint8" | "int8";

export interface BuiltForm {
  readonly graph: Graph;
  /** Every quantized activation with its range; none where only weights are small. */
  readonly tensors: readonly QuantizedTensor[];
}

/** One way to write the same quantized model. */
export interface Form {
  readonly name: string;
  /** Standard ONNX operators only. */
  readonly portable: boolean;
  /** Layers compute in float, so that their convolutions may have either form. */
  readonly floats?: boolean;
  build(source: SchemeSource): BuiltForm;
}

/** Where the weights of one layer may lie: multiples of a scale, at most `steps` either way. */
export interface WeightGrid {
  readonly steps: number;
  /** How many consecutive weights share a scale; absent: those of an output channel. */
  readonly block?: number;
  /** Scale of element `i`. */
  readonly scaleOf: (i: number) => number;
}

export interface Scheme extends Entry {
  /** Activations are integers too, with ranges from calibration. */
  readonly calibrated: boolean;
  /** Training can play it: what it rounds follows from the grid, and where it is calibrated from fixed ranges. */
  readonly trainable: boolean;
  /** In order of preference where nothing can be measured. */
  readonly forms: readonly Form[];
  /** The grid that a layer's weights are rounded to; `undefined` where they stay floating point. */
  grid(layer: Node, weightBits: 7 | 8): WeightGrid | undefined;
}

/** Declares a scheme; exists so that its type is checked where it is written. */
export function defineScheme(scheme: Scheme): Scheme {
  return scheme;
}
