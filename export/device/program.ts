/**
 * @file A network as devices compute it: one window at a time, channels last, a list of layers with all sizes known.
 * Formats that are not ONNX are written from it.
 */

/** What a layer reads or writes; a constant has data. */
export interface Tensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** Row-major. */
  readonly data?: Float32Array;
}

interface LayerBase {
  readonly name: string;
  readonly output: Tensor;
}

/** Rows and columns. */
export type Pair = readonly [number, number];

/** Rows above and below, columns left and right. */
export interface Padding {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** `[1, height, width, channel]` → the same. */
export interface Conv extends LayerBase {
  readonly kind: "conv";
  readonly input: Tensor;
  /** `[output, kernel height, kernel width, input / groups]` */
  readonly weight: Tensor & { readonly data: Float32Array };
  /** `[output]` */
  readonly bias: Float32Array;
  readonly strides: Pair;
  readonly dilations: Pair;
  readonly padding: Padding;
  readonly groups: number;
  readonly relu: boolean;
}

/** `[row, input]` → `[row, output]` */
export interface Dense extends LayerBase {
  readonly kind: "dense";
  readonly input: Tensor;
  /** `[output, input]` */
  readonly weight: Tensor & { readonly data: Float32Array };
  readonly bias: Float32Array;
  readonly relu: boolean;
}

/** A product of two activations, `[…, m, k] · […, k, n]`. */
export interface Product extends LayerBase {
  readonly kind: "product";
  readonly input: Tensor;
  readonly other: Tensor;
}

/** `[1, height, width, channel]` → the same. */
export interface Pool extends LayerBase {
  readonly kind: "pool";
  readonly input: Tensor;
  readonly what: "max" | "mean";
  readonly window: Pair;
  readonly strides: Pair;
  readonly padding: Padding;
}

export interface Reduce extends LayerBase {
  readonly kind: "reduce";
  readonly input: Tensor;
  readonly what: "max" | "mean" | "sum";
  /** Ascending. */
  readonly axes: readonly number[];
  readonly keep: boolean;
}

export type JoinOperator = "add" | "sub" | "mul" | "div" | "max" | "min";

/** Elementwise, the smaller operand repeated. */
export interface Join extends LayerBase {
  readonly kind: "join";
  readonly what: JoinOperator;
  readonly input: Tensor;
  readonly other: Tensor;
}

/** One number to one number. */
export interface Unary extends LayerBase {
  readonly kind: "unary";
  readonly input: Tensor;
  /** Its ONNX name, by which formats know it. */
  readonly what: string;
  /** `alpha`, `approximate` (a GELU by tanh), `beta`, `exponent`, `low`, `high`, where it has them. */
  readonly parameters: Readonly<Record<string, number>>;
}

/** Along the last axis. */
export interface Softmax extends LayerBase {
  readonly kind: "softmax";
  readonly input: Tensor;
  /** The logarithms of the shares. */
  readonly log: boolean;
}

export interface Transpose extends LayerBase {
  readonly kind: "transpose";
  readonly input: Tensor;
  readonly perm: readonly number[];
}

export interface Reshape extends LayerBase {
  readonly kind: "reshape";
  readonly input: Tensor;
}

/** Zeros before and after each axis. */
export interface Pad extends LayerBase {
  readonly kind: "pad";
  readonly input: Tensor;
  readonly before: readonly number[];
  readonly after: readonly number[];
}

export interface Slice extends LayerBase {
  readonly kind: "slice";
  readonly input: Tensor;
  readonly begin: readonly number[];
}

export interface Concat extends LayerBase {
  readonly kind: "concat";
  readonly inputs: readonly Tensor[];
  readonly axis: number;
}

/** An LSTM in one direction: `[time, 1, input]` → `[time, 1, unit]`; weights in ONNX's order of gates, i o f c. */
export interface Recurrent extends LayerBase {
  readonly kind: "lstm";
  readonly input: Tensor;
  /** `[4 · unit, input]` */
  readonly weight: Float32Array;
  /** `[4 · unit, unit]` */
  readonly state: Float32Array;
  /** `[4 · unit]` */
  readonly bias: Float32Array;
  readonly units: number;
  readonly backwards: boolean;
  /** What opens the gates. */
  readonly gate: "Sigmoid" | "HardSigmoid";
}

/** A GRU in one direction: `[time, 1, input]` → `[time, 1, unit]`; weights in ONNX's order of gates, z r h. */
export interface GatedRecurrent extends LayerBase {
  readonly kind: "gru";
  readonly input: Tensor;
  /** `[3 · unit, input]` */
  readonly weight: Float32Array;
  /** `[3 · unit, unit]` */
  readonly state: Float32Array;
  /** Of the input, `[3 · unit]`. */
  readonly bias: Float32Array;
  /** Of the state, `[3 · unit]`. */
  readonly stateBias: Float32Array;
  readonly units: number;
  readonly backwards: boolean;
  readonly gate: "Sigmoid" | "HardSigmoid";
  /** The gate r is applied to the state's product with its weights, not to the state. */
  readonly resetAfter: boolean;
}

export type Layer =
  | Concat
  | Conv
  | Dense
  | GatedRecurrent
  | Join
  | Pad
  | Pool
  | Product
  | Recurrent
  | Reduce
  | Reshape
  | Slice
  | Softmax
  | Transpose
  | Unary;

export type LayerKind = Layer["kind"];

export interface Program {
  readonly name: string;
  readonly inputs: readonly Tensor[];
  readonly layers: readonly Layer[];
  /** By the name the model gives it. */
  readonly outputs: readonly { readonly name: string; readonly tensor: Tensor }[];
  /** The ONNX value that a tensor holds, whatever the order of its axes. */
  readonly names: ReadonlyMap<Tensor, string>;
  readonly metadata: ReadonlyMap<string, string>;
}

/** The activations and constants that a layer reads; weights and biases not among them. */
export function readBy(layer: Layer): readonly Tensor[] {
  if (layer.kind === "concat") return layer.inputs;
  return "other" in layer ? [layer.input, layer.other] : [layer.input];
}
