/** @file Builtin operators of TensorFlow Lite: numbers, options, and the version that takes int8. */
import type { Table } from "./flat-table.ts";

export interface TfliteOperator {
  readonly code: number;
  /** The version that takes int8; float32 is version 1. */
  readonly integers: number;
  /** Number of its options in the union, and their fields; `undefined` where it has none. */
  readonly options?: readonly [number, Table];
}

const activation = { activation: [0, "int8"] } as const satisfies Table;
const keep = { keep: [0, "bool"] } as const satisfies Table;

const conv = {
  padding: [0, "int8"],
  strideWidth: [1, "int32"],
  strideHeight: [2, "int32"],
  activation: [3, "int8"],
  dilationWidth: [4, "int32"],
  dilationHeight: [5, "int32"],
} as const satisfies Table;

const depthwise = {
  padding: [0, "int8"],
  strideWidth: [1, "int32"],
  strideHeight: [2, "int32"],
  multiplier: [3, "int32"],
  activation: [4, "int8"],
  dilationWidth: [5, "int32"],
  dilationHeight: [6, "int32"],
} as const satisfies Table;

const pool = {
  padding: [0, "int8"],
  strideWidth: [1, "int32"],
  strideHeight: [2, "int32"],
  width: [3, "int32"],
  height: [4, "int32"],
} as const satisfies Table;

export const operators = {
  ABS: { code: 101, integers: 2, options: [78, {}] },
  ADD: { code: 0, integers: 2, options: [11, activation] },
  AVERAGE_POOL_2D: { code: 1, integers: 2, options: [5, pool] },
  BATCH_MATMUL: { code: 126, integers: 2, options: [101, {}] },
  CONCATENATION: { code: 2, integers: 2, options: [10, { axis: [0, "int32"] }] },
  CONV_2D: { code: 3, integers: 3, options: [1, conv] },
  DEPTHWISE_CONV_2D: { code: 4, integers: 3, options: [2, depthwise] },
  DEQUANTIZE: { code: 6, integers: 2, options: [38, {}] },
  DIV: { code: 42, integers: 1, options: [29, activation] },
  ELU: { code: 111, integers: 1 },
  EXP: { code: 47, integers: 2, options: [33, {}] },
  FULLY_CONNECTED: { code: 9, integers: 4, options: [8, activation] },
  GELU: { code: 150, integers: 2, options: [116, { approximate: [0, "bool"] }] },
  LEAKY_RELU: { code: 98, integers: 2, options: [75, { alpha: [0, "float32"] }] },
  LOG: { code: 73, integers: 2 },
  LOG_SOFTMAX: { code: 50, integers: 2, options: [36, {}] },
  LOGISTIC: { code: 14, integers: 2 },
  MAX_POOL_2D: { code: 17, integers: 2, options: [5, pool] },
  MAXIMUM: { code: 55, integers: 2, options: [39, {}] },
  MEAN: { code: 40, integers: 2, options: [27, keep] },
  MINIMUM: { code: 57, integers: 2, options: [39, {}] },
  MUL: { code: 18, integers: 2, options: [21, activation] },
  NEG: { code: 59, integers: 1, options: [42, {}] },
  PAD: { code: 34, integers: 2, options: [22, {}] },
  POW: { code: 78, integers: 1, options: [56, {}] },
  QUANTIZE: { code: 114, integers: 1, options: [89, {}] },
  REDUCE_MAX: { code: 82, integers: 2, options: [27, keep] },
  RELU: { code: 19, integers: 2 },
  RESHAPE: { code: 22, integers: 1, options: [17, {}] },
  SLICE: { code: 65, integers: 2, options: [48, {}] },
  SOFTMAX: { code: 25, integers: 2, options: [9, { beta: [0, "float32"] }] },
  SQRT: { code: 75, integers: 1 },
  SUB: { code: 41, integers: 2, options: [28, activation] },
  SUM: { code: 74, integers: 2, options: [27, keep] },
  TANH: { code: 28, integers: 2 },
  TRANSPOSE: { code: 39, integers: 2, options: [26, {}] },
} as const satisfies Readonly<Record<string, TfliteOperator>>;

export type OperatorName = keyof typeof operators;
