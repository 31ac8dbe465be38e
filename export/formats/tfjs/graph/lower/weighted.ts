/** @file Layers with weights, and pools. */

import { transposedData } from "#export/device/order";
import type { Conv, Dense, Pool } from "#export/device/program";
import { isPadded, isSamePadding } from "#export/device/same-padding";
import { isDepthwise } from "#export/device/split-groups";
import { perWindow } from "#export/formats/tfjs/batch-in-front";
import {
  type Attribute,
  integer,
  integers,
  text,
  texts,
  truth,
} from "#export/formats/tfjs/graph/attributes";
import type { NodeName } from "#export/formats/tfjs/graph/nodes";
import { type GraphLowering, type Lowered, unsupported } from "./lowered.ts";

/** Bias and ReLU belong to the operator. */
function fusedWith({ relu }: Conv | Dense): Readonly<Record<string, Attribute>> {
  return { fused_ops: texts(relu ? ["BiasAdd", "Relu"] : ["BiasAdd"]), num_args: integer(1) };
}

export const conv: GraphLowering<"conv"> = (layer, into) => {
  const { strides, dilations, weight, bias, name } = layer;
  if (Math.max(...strides) > 1 && Math.max(...dilations) > 1)
    unsupported(layer, "is strided and dilated");
  const depthwise = isDepthwise(layer);
  const [outputs, height, width, inputs] = weight.shape as [number, number, number, number];
  const { x, padding } = padded(layer, [height, width], dilations, into);
  const filter = into.nodes.constant(
    `${name}/filter`,
    depthwise
      ? [height, width, layer.groups, outputs / layer.groups]
      : [height, width, inputs, outputs],
    transposedData(weight.data, weight.shape, [1, 2, 3, 0]),
  );
  const shift = into.nodes.constant(`${name}/bias`, [outputs], bias);
  const op = depthwise ? "FusedDepthwiseConv2dNative" : "_FusedConv2D";
  const node = into.nodes.add(op, name, [x, filter, shift], {
    ...{ padding, data_format: text("NHWC") },
    ...{ strides: integers([1, ...strides, 1]), dilations: integers([1, ...dilations, 1]) },
    ...fusedWith(layer),
  });
  into.hold(layer.output, node, layer.output.shape.slice(1));
};

const pools = { max: "MaxPool", mean: "AvgPool" } as const;

export const pool: GraphLowering<"pool"> = (layer, into) => {
  const { x, padding } = padded(layer, layer.window, [1, 1], into);
  const node = into.nodes.add(pools[layer.what], layer.name, [x], {
    ...{ padding, data_format: text("NHWC") },
    ...{ ksize: integers([1, ...layer.window, 1]), strides: integers([1, ...layer.strides, 1]) },
  });
  into.hold(layer.output, node, layer.output.shape.slice(1));
};

/** "SAME" where its rule gives these pads; else zeros around the input, and "VALID". */
function padded(
  layer: Conv | Pool,
  window: readonly number[],
  dilations: readonly number[],
  into: Lowered,
): { readonly x: NodeName; readonly padding: Attribute } {
  const x = into.read(layer.input, layer.input.shape.slice(1));
  if (!isPadded(layer)) return { x, padding: text("VALID") };
  if (isSamePadding(layer, window, dilations)) return { x, padding: text("SAME") };
  if (layer.kind === "pool") unsupported(layer, "pads a pool by other than TensorFlow's rule");
  const { top, bottom, left, right } = layer.padding;
  const sides = Int32Array.of(0, 0, top, bottom, left, right, 0, 0);
  const widths = into.nodes.constant(`${layer.name}/pads`, [4, 2], sides);
  const zero = into.nodes.constant(`${layer.name}/zero`, [], Float32Array.of(0));
  const around = into.nodes.add("PadV2", `${layer.name}/padded`, [x, widths, zero]);
  return { x: around, padding: text("VALID") };
}

/** A row for each window is a product of matrices; several rows are many products. */
export const dense: GraphLowering<"dense"> = (layer, into) => {
  const { input, output, weight, bias, relu, name } = layer;
  const { nodes } = into;
  const [outputs, inputs] = weight.shape as [number, number];
  const turned = transposedData(weight.data, weight.shape, [1, 0]);
  const kernel = nodes.constant(`${name}/kernel`, [inputs, outputs], turned);
  const shift = nodes.constant(`${name}/bias`, [outputs], bias);
  const x = into.read(input, perWindow(input.shape));
  const shape = perWindow(output.shape);
  if (shape.length === 1) {
    const plain = { transpose_a: truth(false), transpose_b: truth(false) };
    const node = nodes.add("_FusedMatMul", name, [x, kernel, shift], {
      ...plain,
      ...fusedWith(layer),
    });
    return into.hold(output, node, shape);
  }
  const plain = { adj_x: truth(false), adj_y: truth(false) };
  const rows = nodes.add("BatchMatMulV2", `${name}/product`, [x, kernel], plain);
  const sum = nodes.add("AddV2", relu ? `${name}/sum` : name, [rows, shift]);
  return into.hold(output, relu ? nodes.add("Relu", name, [sum]) : sum, shape);
};
