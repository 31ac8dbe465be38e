/** @file The constant in a TensorProto, from raw bytes or from typed fields. */
import { UserError } from "#core/errors";
import { type DType, type TensorData, Value } from "./graph.ts";
import type { Message } from "./message.ts";
import { dataType, type tensorProto } from "./onnx-schema.ts";

type TensorMessage = Message<typeof tensorProto>;

const names = new Map(Object.entries(dataType).map(([name, code]) => [code, name as DType]));

/** The element type of a TensorProto code. Throws a {@link UserError} for one that is not read. */
export function dtypeOf(code: number): DType {
  const dtype = names.get(code);
  if (dtype) return dtype;
  throw new UserError(`element type ${code} is not read; known: ${[...names.values()].join(", ")}`);
}

/** The arrays that hold each element type; bool is a byte, float16 its bits. */
export const arrays = {
  float32: Float32Array,
  float64: Float64Array,
  float16: Uint16Array,
  int8: Int8Array,
  uint8: Uint8Array,
  bool: Uint8Array,
  int32: Int32Array,
  int64: BigInt64Array,
} as const satisfies Record<DType, unknown>;

/** The constant in the message; its data is a copy. */
export function decodeTensor(tensor: TensorMessage): Value {
  const name = tensor.name ?? "";
  if (Number(tensor.dataLocation ?? 0) !== 0) {
    const place = tensor.externalData?.find(({ key }) => key === "location")?.value ?? "";
    throw new UserError(
      `tensor "${name}" keeps its data in another file, "${place}", which is never opened`,
      "make it one file: python3 -c \"import onnx; onnx.save(onnx.load('model.onnx'), 'whole.onnx')\"",
    );
  }
  const dtype = dtypeOf(Number(tensor.dataType ?? 0));
  const shape = (tensor.dims ?? []).map(Number);
  const data = tensor.rawData ? fromRaw(tensor.rawData, dtype, name) : fromFields(tensor, dtype);
  const size = shape.reduce((product, n) => product * n, 1);
  if (shape.some((n) => n < 0) || size !== data.length) {
    throw new UserError(`tensor "${name}" of shape [${shape}] has ${data.length} elements`);
  }
  return new Value(name, dtype, shape, data);
}

function fromRaw(raw: Uint8Array, dtype: DType, name: string): TensorData {
  const bytesPerElement = arrays[dtype].BYTES_PER_ELEMENT;
  if (raw.byteLength % bytesPerElement !== 0) {
    throw new UserError(`tensor "${name}" has ${raw.byteLength} bytes of ${dtype}`);
  }
  const aligned = new Uint8Array(raw).buffer; // a copy: elements need aligned memory (Buffer.slice would not copy)
  return new arrays[dtype](aligned);
}

function fromFields(tensor: TensorMessage, dtype: DType): TensorData {
  if (dtype === "float32") return Float32Array.from(tensor.floatData ?? []);
  if (dtype === "float64") return Float64Array.from(tensor.doubleData ?? []);
  if (dtype === "int64") return BigInt64Array.from((tensor.int64Data ?? []).map(BigInt));
  return arrays[dtype].from((tensor.int32Data ?? []).map(Number));
}
