/**
 * before:  x ─ Conv(W, b) ─ y
 * after:   x ─ DynamicQuantizeLinear ─ ConvInteger(W int8) ─ Cast ─ Mul(scale of x · scales of W) ─ Add(b) ─ y
 */
import { channelGrid, stepOf } from "#export/quantize/grids";
import { quantizedLayers } from "#export/quantize/plan";
import { defineScheme, type Scheme } from "#export/quantize/scheme";
import { weightForm } from "#export/quantize/weight-form";
import {
  isDepthwise,
  layoutOf,
  outputAxis,
  storedWeights,
  weightOf,
} from "#export/quantize/weights";
import type { Graph, Node, Value } from "#graph/graph";
import { storeInt8 } from "./weight-int8.ts";

/** Ranges are found anew in every window, so nothing is calibrated; depthwise layers, slower so, stay float. */
export const dynamicInt8: Scheme = defineScheme({
  name: "dynamic-int8",
  summary: "int8 weights per channel, activation ranges found as the model runs",
  source: "ONNX operators DynamicQuantizeLinear, ConvInteger, MatMulInteger",
  calibrated: false,
  trainable: false,
  grid: (layer, bits) => (isDepthwise(layer) ? undefined : channelGrid(layer, bits)),
  forms: [
    weightForm("integer-ops", (graph, { keep, weightBits }) => {
      const inputs = new Map<Value, readonly Value[]>();
      for (const layer of quantizedLayers(graph, keep)) {
        if (!isDepthwise(layer)) lower(graph, layer, inputs, weightBits);
      }
      for (const weight of storedWeights(graph, keep)) storeInt8(graph, weight, weightBits);
    }),
  ],
});

/** `inputs`: integers, scale and zero point of values that were quantized already. */
function lower(graph: Graph, layer: Node, inputs: Map<Value, readonly Value[]>, bits: 7 | 8): void {
  const x = layer.inputs[0]!;
  const [integer, scale, zero] = inputs.get(x) ?? quantized(graph, x);
  inputs.set(x, [integer!, scale!, zero!]);
  const { weight, scales } = integerWeight(graph, layer, bits);
  const isConv = layer.op === "Conv";
  const shape = layer.outputs[0]!.shape;
  const product = graph.add(
    isConv ? "ConvInteger" : "MatMulInteger",
    [integer, weight, zero],
    shape,
    {
      attributes: isConv ? layer.attributes : {},
      dtype: "int32",
      name: layer.name,
    },
  );
  const real = graph.add("Cast", [product], shape, { attributes: { to: 1 }, dtype: "float32" }); // 1: FLOAT
  const perChannel = isConv ? [scales.length, ...shape.slice(2).map(() => 1)] : [scales.length];
  const factors = graph.constant(scales, perChannel, "float32", `${layer.name}_scale`);
  const factor = graph.add("Mul", [factors, scale], perChannel);
  let y = graph.add("Mul", [real, factor], shape);
  const bias = layer.inputs[2];
  if (bias) {
    const shaped = graph.constant(bias.data!, perChannel, "float32", bias.name);
    y = graph.add("Add", [y, shaped], shape);
  }
  graph.bypass(layer, y);
}

function quantized(graph: Graph, x: Value): readonly Value[] {
  const outputs = [
    { dtype: "uint8", shape: x.shape },
    { dtype: "float32", shape: [] },
    { dtype: "uint8", shape: [] },
  ] as const;
  return graph.addNode("DynamicQuantizeLinear", [x], outputs).outputs;
}

/** Output channels first for a convolution, last for a dense layer. */
function integerWeight(graph: Graph, layer: Node, bits: 7 | 8) {
  const { data, shape, name } = weightOf(layer);
  const grid = channelGrid(layer, bits);
  const steps = Int8Array.from(data, (w, i) => stepOf(w, i, grid));
  const { channels, channelOf } = layoutOf(layer);
  const scales = new Float32Array(channels);
  for (let i = 0; i < data.length; i++) scales[channelOf(i)] = grid.scaleOf(i);
  const sizes = shape as readonly number[];
  const turn = layer.op === "Gemm" && outputAxis(layer) === 0;
  const weight = turn
    ? graph.constant(transposed(steps, sizes), sizes.toReversed(), "int8", name)
    : graph.constant(steps, sizes, "int8", name);
  return { weight, scales };
}

function transposed(data: Int8Array, [rows = 0, columns = 0]: readonly number[]): Int8Array {
  return Int8Array.from(data, (_, i) => data[(i % rows) * columns + Math.floor(i / rows)]!);
}
