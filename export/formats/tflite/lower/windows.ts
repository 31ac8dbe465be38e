/** @file Convolutions and pools. */
import type { Conv, Padding, Pool } from "#export/device/program";
import { isPadded, isSamePadding } from "#export/device/same-padding";
import { isDepthwise } from "#export/device/split-groups";
import type { Index } from "#export/formats/tflite/writer";
import { type Lowered, type TfliteLowering, unsupported } from "./lowered.ts";
import { weightsOf } from "./weights.ts";

/** Groups of more than one channel are told by filters that are less deep than the input. */
export const conv: TfliteLowering<"conv"> = (layer, into, integers) => {
  const { writer } = into;
  const [outputs, height, width] = layer.weight.shape as [number, number, number];
  const place = padded(layer, [height, width], layer.dilations, into, integers);
  const options = {
    ...{ padding: place.same ? 0 : 1, activation: layer.relu ? 1 : 0 },
    ...{ strideHeight: layer.strides[0], strideWidth: layer.strides[1] },
    ...{ dilationHeight: layer.dilations[0], dilationWidth: layer.dilations[1] },
  };
  const each = isDepthwise(layer);
  const weights = each
    ? weightsOf(layer, into, integers, [1, height, width, outputs], 3)
    : weightsOf(layer, into, integers, layer.weight.shape, 0);
  const output = into.write(layer.output, integers);
  if (each) {
    const more = { ...options, multiplier: outputs / layer.groups };
    writer.operator("DEPTHWISE_CONV_2D", [place.input, ...weights], [output], more);
  } else writer.operator("CONV_2D", [place.input, ...weights], [output], options);
};

/** "SAME" where its rule gives these pads; else zeros around the input, and "VALID". */
function padded(
  layer: Conv | Pool,
  window: readonly number[],
  dilations: readonly number[],
  into: Lowered,
  integers: boolean,
): { readonly input: Index; readonly same: boolean } {
  const { padding } = layer;
  const input = into.read(layer.input, integers);
  if (!isPadded(layer)) return { input, same: false };
  if (isSamePadding(layer, window, dilations)) return { input, same: true };
  if (layer.kind === "pool") unsupported(layer, "pads a pool by other than TensorFlow's rule");
  return { input: pad(layer, padding, into, integers), same: false };
}

function pad(layer: Conv | Pool, padding: Padding, into: Lowered, integers: boolean): Index {
  const { top, bottom, left, right } = padding;
  const [, height, width, channels] = layer.input.shape as [number, number, number, number];
  const shape = [1, height + top + bottom, width + left + right, channels];
  const grid = integers ? into.gridOf(layer.input) : undefined;
  const output = into.writer.tensor(
    `${layer.name}/padded`,
    shape,
    integers ? "int8" : "float32",
    grid,
  );
  const pads = Int32Array.of(0, 0, top, bottom, left, right, 0, 0);
  const widths = into.writer.constant(`${layer.name}/pads`, [4, 2], pads);
  into.writer.operator("PAD", [into.read(layer.input, integers), widths], [output]);
  return output;
}

/** A mean of integers stays on the input's grid, and then goes to its own. */
export const pool: TfliteLowering<"pool"> = (layer, into, integers) => {
  const { writer } = into;
  const place = padded(layer, layer.window, [1, 1], into, integers);
  const options = {
    padding: place.same ? 0 : 1,
    ...{ strideHeight: layer.strides[0], strideWidth: layer.strides[1] },
    ...{ height: layer.window[0], width: layer.window[1] },
  };
  const output = into.write(layer.output, integers);
  if (layer.what === "max" || !integers) {
    const op = layer.what === "max" ? "MAX_POOL_2D" : "AVERAGE_POOL_2D";
    return writer.operator(op, [place.input], [output], options);
  }
  const mean = writer.tensor(
    `${layer.name}/mean`,
    layer.output.shape,
    "int8",
    into.gridOf(layer.input),
  );
  writer.operator("AVERAGE_POOL_2D", [place.input], [mean], options);
  return writer.operator("QUANTIZE", [mean], [output]);
};
