/**
 * @file The part of TensorFlow Lite's schema that we write, as data.
 * Source: tensorflow/compiler/mlir/lite/schema/schema.fbs, version 3.
 */
import type { Table } from "./flat-table.ts";

const quantization = {
  scale: [2, "float32", "many"],
  zeroPoint: [3, "int64", "many"],
  quantizedDimension: [6, "int32"],
} as const satisfies Table;

const tensor = {
  shape: [0, "int32", "many"],
  type: [1, "int8"],
  buffer: [2, "uint32"],
  name: [3, "string"],
  quantization: [4, quantization],
  hasRank: [8, "bool"],
} as const satisfies Table;

const operatorCode = {
  deprecatedBuiltinCode: [0, "int8"],
  version: [2, "int32"],
  builtinCode: [3, "int32"],
} as const satisfies Table;

const operator = {
  opcodeIndex: [0, "uint32"],
  inputs: [1, "int32", "many"],
  outputs: [2, "int32", "many"],
  builtinOptionsType: [3, "uint8"],
  builtinOptions: [4, "any"],
} as const satisfies Table;

const tensorMap = { name: [0, "string"], tensorIndex: [1, "uint32"] } as const satisfies Table;

const signature = {
  inputs: [0, tensorMap, "many"],
  outputs: [1, tensorMap, "many"],
  signatureKey: [2, "string"],
  subgraphIndex: [4, "uint32"],
} as const satisfies Table;

export const model = {
  version: [0, "uint32"],
  operatorCodes: [1, operatorCode, "many"],
  subgraphs: [
    2,
    {
      tensors: [0, tensor, "many"],
      inputs: [1, "int32", "many"],
      outputs: [2, "int32", "many"],
      operators: [3, operator, "many"],
      name: [4, "string"],
    },
    "many",
  ],
  description: [3, "string"],
  buffers: [4, { data: [0, "bytes"] }, "many"],
  metadata: [6, { name: [0, "string"], buffer: [1, "uint32"] }, "many"],
  signatureDefs: [7, signature, "many"],
} as const satisfies Table;

export const tensorTypes = { float32: 0, int32: 2, int8: 9 } as const;
