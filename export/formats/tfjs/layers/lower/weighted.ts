/** @file Convolutions, pools and dense layers. */
import { transposedData } from "#export/device/order";
import type { Conv, Pair, Pool } from "#export/device/program";
import { isPadded, isSamePadding } from "#export/device/same-padding";
import { isDepthwise } from "#export/device/split-groups";
import { perWindow } from "#export/formats/tfjs/batch-in-front";
import type { LayerName } from "#export/formats/tfjs/layers/layer-list";
import { type LayerLowering, type Lowered, unsupported } from "./lowered.ts";

export const conv: LayerLowering<"conv"> = (layer, into) => {
  const { strides, dilations, weight, bias, groups, relu, output, name } = layer;
  const [filters, height, width, inputs] = weight.shape as [number, number, number, number];
  const depthwise = isDepthwise(layer);
  if (Math.max(...dilations) > 1 && (depthwise || Math.max(...strides) > 1))
    unsupported(layer, `is dilated and ${depthwise ? "of one channel each" : "strided"}`);
  const { x, padding } = padded(layer, [height, width], dilations, into);
  const data = transposedData(weight.data, weight.shape, [1, 2, 3, 0]);
  const kernel = depthwise
    ? { depthwise_kernel: { shape: [height, width, groups, filters / groups], data } }
    : { kernel: { shape: [height, width, inputs, filters], data } };
  const config = {
    ...{ kernel_size: [height, width], strides, padding, data_format: "channels_last" },
    ...{ activation: relu ? "relu" : "linear", use_bias: true },
    ...(depthwise ? { depth_multiplier: filters / groups } : { filters, dilation_rate: dilations }),
  };
  const weights = { ...kernel, bias: { shape: [filters], data: bias } };
  const what = depthwise ? "DepthwiseConv2D" : "Conv2D";
  into.hold(output, into.layers.add(what, name, [x], config, weights), output.shape.slice(1));
};

export const pool: LayerLowering<"pool"> = (layer, into) => {
  const { window, strides, what, output, name } = layer;
  const { x, padding } = padded(layer, window, [1, 1], into);
  const config = { pool_size: window, strides, padding, data_format: "channels_last" };
  const pooling = what === "max" ? "MaxPooling2D" : "AveragePooling2D";
  into.hold(output, into.layers.add(pooling, name, [x], config), output.shape.slice(1));
};

/** "same" where its rule gives these pads; else zeros around the input, and "valid". */
function padded(
  layer: Conv | Pool,
  window: Pair,
  dilations: Pair,
  into: Lowered,
): { readonly x: LayerName; readonly padding: "same" | "valid" } {
  const x = into.read(layer.input, layer.input.shape.slice(1));
  if (!isPadded(layer)) return { x, padding: "valid" };
  if (isSamePadding(layer, window, dilations)) return { x, padding: "same" };
  if (layer.kind === "pool") unsupported(layer, "pads a pool by other than TensorFlow's rule");
  const { top, bottom, left, right } = layer.padding;
  const config = {
    padding: [
      [top, bottom],
      [left, right],
    ],
    data_format: "channels_last",
  };
  return {
    x: into.layers.add("ZeroPadding2D", `${layer.name}_padded`, [x], config),
    padding: "valid",
  };
}

export const dense: LayerLowering<"dense"> = (
  { input, output, weight, bias, relu, name },
  into,
) => {
  const [units, inputs] = weight.shape as [number, number];
  const node = into.layers.add(
    "Dense",
    name,
    [into.read(input, perWindow(input.shape))],
    { units, activation: relu ? "relu" : "linear", use_bias: true },
    {
      kernel: { shape: [inputs, units], data: transposedData(weight.data, weight.shape, [1, 0]) },
      bias: { shape: [units], data: bias },
    },
  );
  into.hold(output, node, perWindow(output.shape));
};
