/** @file The element type an operation gives its outputs, where the model does not say. */
import { dtypeOf } from "./decode-tensor.ts";
import { type DType, type Node, Value } from "./graph.ts";

/** One type whatever the inputs. */
const fixed: ReadonlyMap<string, DType> = new Map([
  ["And", "bool"],
  ["ArgMax", "int64"],
  ["ArgMin", "int64"],
  ["ConvInteger", "int32"],
  ["DynamicQuantizeLinear", "uint8"],
  ["Equal", "bool"],
  ["Greater", "bool"],
  ["GreaterOrEqual", "bool"],
  ["IsInf", "bool"],
  ["IsNaN", "bool"],
  ["Less", "bool"],
  ["LessOrEqual", "bool"],
  ["MatMulInteger", "int32"],
  ["MatMulIntegerToFloat", "float32"],
  ["NonZero", "int64"],
  ["Not", "bool"],
  ["Or", "bool"],
  ["Shape", "int64"],
  ["Size", "int64"],
]);

/** Index of the input whose type the output has; the first where not listed. */
const likeInput: ReadonlyMap<string, number> = new Map([
  ["CastLike", 1],
  ["DequantizeLinear", 1],
  ["QLinearAdd", 7],
  ["QLinearConcat", 1],
  ["QLinearConv", 7],
  ["QLinearGlobalAveragePool", 4],
  ["QLinearMatMul", 7],
  ["QuantizeLinear", 2],
  ["Where", 1],
]);

/** Element type of output `index` in an operator set. */
export function outputDtype({ op, inputs, attributes }: Node, index: number, opset: number): DType {
  if (op === "Cast" && typeof attributes.to === "number") return dtypeOf(attributes.to);
  if (op === "ConstantOfShape")
    return attributes.value instanceof Value ? attributes.value.dtype : "float32";
  if (op === "DynamicQuantizeLinear" && index === 1) return "float32";
  if ((op === "TopK" || op === "MaxPool") && index === 1) return "int64";
  if (op === "QGemm") return inputs[8]?.dtype ?? "float32"; // real where no zero point follows
  if (op === "Dropout" && index === 1 && opset >= 10) return "bool";
  const missing = op === "QuantizeLinear" ? "uint8" : "float32";
  return fixed.get(op) ?? inputs[likeInput.get(op) ?? 0]?.dtype ?? missing;
}
