/**
 * @file The part of onnx.proto that wristill reads and writes, as data: field number, type, "many" where repeated.
 * Sub-graphs (`If`, `Loop`), sparse tensors and training info are left out; readers skip what is not listed.
 * Source: onnx/onnx.proto, IR version 8 … 10.
 */
import type { DType } from "./graph.ts";
import { message } from "./message.ts";

const entryProto = message({ key: [1, "string"], value: [2, "string"] });

export const tensorProto = message({
  dims: [1, "int64", "many"],
  dataType: [2, "int64"],
  floatData: [4, "float", "many"],
  int32Data: [5, "int64", "many"],
  int64Data: [7, "int64", "many"],
  name: [8, "string"],
  rawData: [9, "bytes"],
  doubleData: [10, "double", "many"],
  externalData: [13, entryProto, "many"],
  dataLocation: [14, "int64"],
});

export const attributeProto = message({
  name: [1, "string"],
  f: [2, "float"],
  i: [3, "int64"],
  s: [4, "string"],
  t: [5, tensorProto],
  floats: [7, "float", "many"],
  ints: [8, "int64", "many"],
  strings: [9, "string", "many"],
  type: [20, "int64"],
});

export const nodeProto = message({
  input: [1, "string", "many"],
  output: [2, "string", "many"],
  name: [3, "string"],
  opType: [4, "string"],
  attribute: [5, attributeProto, "many"],
  domain: [7, "string"],
});

const dimensionProto = message({ dimValue: [1, "int64"], dimParam: [2, "string"] });
const shapeProto = message({ dim: [1, dimensionProto, "many"] });
const tensorTypeProto = message({ elemType: [1, "int64"], shape: [2, shapeProto] });
const typeProto = message({ tensorType: [1, tensorTypeProto] });

export const valueInfoProto = message({ name: [1, "string"], type: [2, typeProto] });

export const graphProto = message({
  node: [1, nodeProto, "many"],
  name: [2, "string"],
  initializer: [5, tensorProto, "many"],
  input: [11, valueInfoProto, "many"],
  output: [12, valueInfoProto, "many"],
  valueInfo: [13, valueInfoProto, "many"],
});

const opsetProto = message({ domain: [1, "string"], version: [2, "int64"] });

export const modelProto = message({
  irVersion: [1, "int64"],
  producerName: [2, "string"],
  producerVersion: [3, "string"],
  graph: [7, graphProto],
  opsetImport: [8, opsetProto, "many"],
  metadataProps: [14, entryProto, "many"],
});

/** `AttributeProto.type`. */
export const attributeType = {
  float: 1,
  int: 2,
  string: 3,
  tensor: 4,
  floats: 6,
  ints: 7,
  strings: 8,
} as const;

/** `TensorProto.data_type`. */
export const dataType: Readonly<Record<DType, number>> = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
};
