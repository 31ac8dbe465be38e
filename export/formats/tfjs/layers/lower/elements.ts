/** @file Layers that work number by number, and softmax. */
import type { Join, Tensor } from "#export/device/program";
import { aligned, perWindow } from "#export/formats/tfjs/batch-in-front";
import type { LayerName } from "#export/formats/tfjs/layers/layer-list";
import { type LayerLowering, type Lowered, unsupported } from "./lowered.ts";
import {
  atLeast,
  atMost,
  changed,
  type Numbers,
  negative,
  one,
  rectified,
  rescale,
} from "./rescale.ts";

/** The layer Activation knows them by these names. */
const activations: Readonly<Record<string, string>> = {
  Sigmoid: "sigmoid",
  Softplus: "softplus",
  Tanh: "tanh",
};

export const unary: LayerLowering<"unary"> = (layer, into) => {
  const { what, parameters, name } = layer;
  const { alpha, approximate, beta, exponent, low, high } = parameters;
  const { node: x, shape } = into.held(layer.input);
  const { layers } = into;
  const activate = (from: LayerName, activation: string) =>
    layers.add("Activation", name, [from], { activation });
  const made = (): LayerName => {
    if (activations[what]) return activate(x, activations[what]);
    if (what === "Relu") return rectified(into, name, x);
    if (what === "Elu") return alpha === 1 ? activate(x, "elu") : steepElu(into, name, x, alpha!);
    if (what === "LeakyRelu") return layers.add("LeakyReLU", name, [x], { alpha });
    if (what === "Gelu") return approximate ? geluByTanh(into, name, x) : activate(x, "gelu");
    if (what === "Neg") return rescale(into, name, x, one(-1), one(0));
    if (what === "Abs")
      return layers.add(
        "Maximum",
        name,
        [x, rescale(into, `${name}_negative`, x, one(-1), one(0))],
        {},
      );
    if (what === "HardSigmoid") {
      const line = rescale(into, `${name}_line`, x, one(alpha! / 0.2), one((beta! - 0.5) / 0.2));
      return activate(line, "hard_sigmoid"); // of 0.2 x + 0.5
    }
    if (what === "Clip") return between(into, name, x, low!, high!);
    if (what === "Pow" && exponent === 3) return layers.add("Multiply", name, [x, x, x], {});
    return unsupported(layer, `is ${what}`);
  };
  into.hold(layer.output, made(), shape);
};

/** x · (½ + ½ · tanh(√(2/π) · (x + 0.044715 · x³))): the activation "gelu_new" is not read from files. */
function geluByTanh(into: Lowered, name: string, x: LayerName): LayerName {
  const cube = into.layers.add("Multiply", `${name}_cube`, [x, x, x], {});
  const part = rescale(into, `${name}_part`, cube, one(0.044715), one(0));
  const sum = into.layers.add("Add", `${name}_sum`, [x, part], {});
  const bent = rescale(into, `${name}_bent`, sum, one(Math.sqrt(2 / Math.PI)), one(0));
  const tanh = into.layers.add("Activation", `${name}_tanh`, [bent], { activation: "tanh" });
  const share = rescale(into, `${name}_share`, tanh, one(0.5), one(0.5));
  return into.layers.add("Multiply", name, [x, share], {});
}

/** relu(x) + alpha · elu(min(x, 0)): the layer ELU only knows an alpha of 1. */
function steepElu(into: Lowered, name: string, x: LayerName, alpha: number): LayerName {
  const below = atMost(into, `${name}_below`, x, one(0));
  const curve = into.layers.add("Activation", `${name}_elu`, [below], { activation: "elu" });
  const scaled = rescale(into, `${name}_scaled`, curve, one(alpha), one(0));
  return into.layers.add("Add", name, [rectified(into, `${name}_above`, x), scaled], {});
}

function between(into: Lowered, name: string, x: LayerName, low: number, high: number): LayerName {
  const capped = Number.isFinite(high);
  if (low === 0) return rectified(into, name, x, capped ? high : null);
  if (!Number.isFinite(low)) return capped ? atMost(into, name, x, one(high)) : x;
  if (!capped) return atLeast(into, name, x, one(low));
  return atMost(into, name, atLeast(into, `${name}_low`, x, one(low)), one(high));
}

const merges: Readonly<Partial<Record<Join["what"], string>>> = {
  add: "Add",
  max: "Maximum",
  min: "Minimum",
  mul: "Multiply",
};

export const join: LayerLowering<"join"> = (layer, into) => {
  const { what, input, other, output, name } = layer;
  const shape = perWindow(output.shape);
  const read = (tensor: Tensor) => into.read(tensor, aligned(tensor.shape, output.shape));
  const made = (): LayerName => {
    if (other.data) return withConstant(layer, into, input, { ...other, data: other.data });
    if (input.data) return withConstant(layer, into, other, { ...input, data: input.data });
    const merge = merges[what === "sub" ? "add" : what];
    if (!merge) return unsupported(layer, "divides by what it computes");
    const second =
      what === "sub"
        ? rescale(into, `${name}_negative`, read(other), one(-1), one(0))
        : read(other);
    return into.layers.add(merge, name, [read(input), second], {});
  };
  into.hold(output, made(), shape);
};

function withConstant(layer: Join, into: Lowered, tensor: Tensor, numbers: Numbers): LayerName {
  const { what, output, name } = layer;
  const shape = aligned(tensor.shape, output.shape);
  if (String(shape) !== String(perWindow(output.shape)))
    unsupported(layer, "repeats what it computes along a constant");
  const x = into.read(tensor, shape);
  if (what === "add") return rescale(into, name, x, one(1), numbers);
  if (what === "mul") return rescale(into, name, x, numbers, one(0));
  if (what === "max") return atLeast(into, name, x, numbers);
  if (what === "min") return atMost(into, name, x, numbers);
  if (what === "sub") {
    const turned = tensor === layer.other;
    return rescale(into, name, x, one(turned ? -1 : 1), turned ? numbers : negative(numbers));
  }
  if (tensor === layer.other) unsupported(layer, "divides by what it computes");
  return rescale(
    into,
    name,
    x,
    changed(numbers, (c) => 1 / c),
    one(0),
  );
}

export const softmax: LayerLowering<"softmax"> = ({ input, output, log, name }, into) => {
  const shape = perWindow(input.shape);
  const x = into.read(input, shape);
  const node = log
    ? into.layers.add("Activation", name, [x], { activation: "log_softmax" })
    : into.layers.add("Softmax", name, [x], { axis: -1 });
  into.hold(output, node, shape);
};
