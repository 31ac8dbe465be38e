/** @file Finding one's way around Quantize and Dequantize nodes. */

import { onlyReader } from "#export/passes/only-reader";
import type { Graph, Node, Value } from "#graph/graph";

/** Integers with what turns them into reals. */
export interface QuantizedValue {
  readonly integer: Value;
  readonly scale: Value;
  /** Absent where it is zero. */
  readonly zeroPoint: Value | undefined;
}

/** What the real value was before it was dequantized. */
export function dequantized(value: Value | undefined): QuantizedValue | undefined {
  const node = value?.producer;
  if (node?.op !== "DequantizeLinear") return undefined;
  const [integer, scale, zeroPoint] = node.inputs;
  return { integer: integer!, scale: scale!, zeroPoint };
}

/** Where a node's result goes when it is quantized at once. */
export interface QuantizedResult {
  readonly quantize: Node;
  readonly scale: Value;
  readonly zeroPoint: Value;
}

/** The Quantize node behind the node, through a ReLU that clipping at a zero point of 0 makes superfluous. */
export function quantizedResult(graph: Graph, node: Node): QuantizedResult | undefined {
  const relu = onlyReader(graph, node, "Relu");
  const quantize = onlyReader(graph, relu ?? node, "QuantizeLinear");
  const [, scale, zeroPoint] = quantize?.inputs ?? [];
  if (!quantize || !scale || !zeroPoint || zeroPoint.dtype !== "uint8") return undefined;
  if (relu && zeroPoint.data?.[0] !== 0) return undefined;
  return { quantize, scale, zeroPoint };
}

/** The zero point of symmetric int8 weights: a scalar, or one per channel. */
export function int8Zero(graph: Graph, shape: readonly number[] = []): Value {
  return graph.constant(new Int8Array(shape[0] ?? 1), shape, "int8", "weight_zero");
}

/** A bias, which counts in steps of input times weight, as numbers; one scale of weights for all filters or for each. */
export function realBias(bias: Value, scale: Value, weightScale: Value): Float32Array {
  const scales = weightScale.data as Float32Array;
  const step = Number(scale.data![0]);
  return Float32Array.from(
    bias.data as Int32Array,
    (n, o) => n * step * scales[o % scales.length]!,
  );
}

/** A constant list: a shape, amounts of padding. */
export function int64s(graph: Graph, values: readonly number[]): Value {
  return graph.constant(BigInt64Array.from(values, BigInt), [values.length], "int64", "list");
}

/** Let the fused node stand for the old result, under the name of the layer it replaces. */
export function succeed(graph: Graph, fused: Value, layer: Node, old: Node, seen = fused): void {
  graph.bypass(old, seen);
  const { name } = layer;
  layer.name = graph.uniqueNodeName(`${name}/float`);
  fused.producer!.name = name;
}

/** Operators of onnxruntime's own domain. */
export const contrib = "com.microsoft";
