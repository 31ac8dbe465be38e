/** @file Convolutions and pools, with channels last. */
import { transposedData } from "#export/device/order";
import type { Padding, Pair } from "#export/device/program";
import type { Node, Value } from "#graph/graph";
import { type Lowering, type Lowerings, list, shapeOf, unsupported } from "./lowering.ts";

const conv: Lowering = (builder, node) => {
  const [x, weight, bias] = node.inputs;
  const data = weight?.data;
  if (!(data instanceof Float32Array)) unsupported(node, "has weights that depend on its input");
  if (shapeOf(x).length !== 4) unsupported(node, `works on ${shapeOf(x).length} axes`);
  const shape = shapeOf(weight);
  const [outputs, inputs, height, width] = shape as [number, number, number, number];
  const tensor = {
    name: weight!.name,
    shape: [outputs, height, width, inputs],
    data: transposedData(data, shape, [0, 2, 3, 1]),
  };
  if (bias && !bias.data) unsupported(node, "has a bias that depends on its input");
  builder.add(
    node,
    {
      kind: "conv",
      input: builder.last(x!),
      weight: tensor,
      bias: (bias?.data as Float32Array | undefined) ?? new Float32Array(outputs),
      ...windowOf(node, [height, width]),
      groups: Number(node.attributes.group ?? 1),
      relu: false,
    },
    { last: true },
  );
};

function pool(what: "max" | "mean"): Lowering {
  return (builder, node) => {
    if (node.outputs[1]?.readers.length) unsupported(node, "gives the places of its maxima");
    const rank = shapeOf(node.inputs[0]).length;
    if (rank !== 4) unsupported(node, `works on ${rank} axes`);
    const window = list(node, "kernel_shape") as Pair;
    const { strides, dilations, padding } = windowOf(node, window);
    if (dilations.some((n) => n > 1)) unsupported(node, "has a dilated window");
    const padded = Object.values(padding).some((n) => n > 0);
    if (what === "mean" && padded && node.attributes.count_include_pad === 1)
      unsupported(node, "counts padding in its means");
    const input = builder.last(node.inputs[0]!);
    builder.add(node, { kind: "pool", what, input, window, strides, padding }, { last: true });
  };
}

/** Over all axes behind the channels. */
function globalPool(what: "max" | "mean"): Lowering {
  return (builder, node) => {
    const [x] = node.inputs as [Value];
    const last = shapeOf(x).length === 4;
    const input = last ? builder.last(x) : builder.plain(x);
    const axes = last ? [1, 2] : input.shape.map((_, axis) => axis).slice(2);
    builder.add(node, { kind: "reduce", what, input, axes, keep: true }, { last });
  };
}

/** Strides, dilations, and padding that leads to the sizes of the output. */
function windowOf(node: Node, kernel: Pair) {
  const strides = (list(node, "strides") ?? [1, 1]) as Pair;
  const dilations = (list(node, "dilations") ?? [1, 1]) as Pair;
  const [input, output] = [shapeOf(node.inputs[0]), shapeOf(node.outputs[0])];
  const pads = list(node, "pads") ?? [0, 0, 0, 0];
  const sides = [0, 1].map((axis) => {
    const reach = dilations[axis]! * (kernel[axis]! - 1) + 1;
    const read = (output[axis + 2]! - 1) * strides[axis]! + reach; // rows that the windows touch
    const missing = Math.max(0, read - input[axis + 2]!);
    return splitPadding(String(node.attributes.auto_pad ?? "NOTSET"), missing, pads[axis]!);
  });
  const [[top, bottom], [left, right]] = sides as [Pair, Pair];
  const padding: Padding = { top, bottom, left, right };
  return { strides, dilations, padding };
}

function splitPadding(rule: string, missing: number, told: number): Pair {
  if (rule === "SAME_UPPER") return [Math.floor(missing / 2), Math.ceil(missing / 2)];
  if (rule === "SAME_LOWER") return [Math.ceil(missing / 2), Math.floor(missing / 2)];
  return [told, Math.max(0, missing - told)];
}

export const windowLowerings: Lowerings = {
  AveragePool: pool("mean"),
  Conv: conv,
  GlobalAveragePool: globalPool("mean"),
  GlobalMaxPool: globalPool("max"),
  MaxPool: pool("max"),
};
