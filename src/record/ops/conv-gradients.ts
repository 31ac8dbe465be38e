/**
 * @file The gradients of a family of convolution kernels.
 * y = C(x, w) is linear in both arguments, so are its adjoints I(dy, w) (for x) and F(x, dy) (for w), and each one's
 * gradients are the other two. tf.js stops at dilated convolutions, and at the gradient of F.
 */
import * as tf from "@tensorflow/tfjs";
import { backendName } from "#record/backend";
import type { Op } from "#record/op";
import type { ConvAttributes, Shape4 } from "./conv-geometry.ts";

/** Kernel names of C, I and F. */
export interface ConvFamily {
  readonly forward: string;
  readonly input: string;
  readonly filter: string;
}

type Gradient = NonNullable<Op["gradient"]>;

interface Calls {
  forward(x: tf.Tensor, w: tf.Tensor): tf.Tensor;
  input(dy: tf.Tensor, w: tf.Tensor, inputShape: number[]): tf.Tensor;
  filter(x: tf.Tensor, dy: tf.Tensor, filterShape: number[]): tf.Tensor;
}

function callsOf(family: ConvFamily, attributes: ConvAttributes): Calls {
  const { strides, pad, dataFormat = "NHWC", dimRoundingMode } = attributes;
  const dilations = attributes.dilations ?? 1;
  const shared = { strides, pad, dilations, dataFormat, dimRoundingMode };
  const run = (kernel: string, inputs: tf.NamedTensorMap, extra: object): tf.Tensor =>
    tf.engine().runKernel(kernel, inputs, { ...shared, ...extra } as unknown as tf.NamedAttrMap);
  return {
    forward: (x, filter) => run(family.forward, { x, filter }, {}),
    input: (dy, filter, inputShape) => run(family.input, { dy, filter }, { inputShape }),
    filter: (x, dy, filterShape) => run(family.filter, { x, dy }, { filterShape }),
  };
}

/** I and F for tf.js's own kernels, which know no dilation: the filter itself is given the zeros between its taps. */
function spacedCalls(family: ConvFamily, attributes: ConvAttributes): Calls {
  const dilations = attributes.dilations ?? 1;
  const [high, wide] = typeof dilations === "number" ? [dilations, dilations] : dilations;
  const dense = callsOf(family, { ...attributes, dilations: 1 });
  const space = (w: tf.Tensor) => spaceAxis(spaceAxis(w, 0, high), 1, wide);
  const reach = (taps: number, dilation: number) => (taps - 1) * dilation + 1;
  return {
    ...callsOf(family, attributes),
    input: (dy, w, shape) => dense.input(dy, space(w), shape),
    filter: (x, dy, [h, w, ...rest]) => {
      const spaced = dense.filter(x, dy, [reach(h!, high), reach(w!, wide), ...rest]);
      return everyOther(everyOther(spaced, 0, high), 1, wide);
    },
  };
}

/** A filter as [outer, along, inner] around one of its axes. */
function around(w: tf.Tensor, axis: number): [number, number, number] {
  const outer = tf.util.sizeFromShape(w.shape.slice(0, axis));
  return [outer, w.shape[axis]!, tf.util.sizeFromShape(w.shape.slice(axis + 1))];
}

function withAxis(w: tf.Tensor, shape: readonly number[], axis: number, size: number): tf.Tensor {
  const next = [...shape] as Shape4;
  next[axis] = size;
  return tf.reshape(w, next);
}

/** `dilation − 1` zeros between the taps of one axis. */
function spaceAxis(w: tf.Tensor, axis: number, dilation: number): tf.Tensor {
  if (dilation === 1) return w;
  const [outer, taps, inner] = around(w, axis);
  const padded = tf.pad(tf.reshape(w, [outer, taps, 1, inner]), [
    [0, 0],
    [0, 0],
    [0, dilation - 1],
    [0, 0],
  ]);
  const flat = tf.reshape(padded, [outer, taps * dilation, inner]);
  const size = (taps - 1) * dilation + 1;
  return withAxis(tf.slice(flat, [0, 0, 0], [outer, size, inner]), w.shape, axis, size);
}

/** Every `dilation`-th element of one axis: the adjoint of {@link spaceAxis}. */
function everyOther(w: tf.Tensor, axis: number, dilation: number): tf.Tensor {
  if (dilation === 1) return w;
  const [outer, size, inner] = around(w, axis);
  const taps = (size - 1) / dilation + 1;
  const padded = tf.pad(tf.reshape(w, [outer, size, inner]), [
    [0, 0],
    [0, dilation - 1],
    [0, 0],
  ]);
  const cells = tf.reshape(padded, [outer, taps, dilation, inner]);
  return withAxis(tf.slice(cells, [0, 0, 0, 0], [outer, taps, 1, inner]), w.shape, axis, taps);
}

/** The gradients of a family's three kernels. */
export function convGradients(
  family: ConvFamily,
): Readonly<Record<"forward" | "input" | "filter", Gradient>> {
  const calls = (attributes: tf.NamedAttrMap): Calls => {
    const make = tf.getBackend() === backendName ? callsOf : spacedCalls;
    return make(family, attributes as unknown as ConvAttributes);
  };
  return {
    forward: {
      inputsToSave: ["x", "filter"],
      gradFunc: (dy, [x, w], attributes) => ({
        x: () => calls(attributes).input(dy as tf.Tensor, w!, x!.shape),
        filter: () => calls(attributes).filter(x!, dy as tf.Tensor, w!.shape),
      }),
    },
    input: {
      inputsToSave: ["dy", "filter"],
      gradFunc: (g, [dy, w], attributes) => ({
        dy: () => calls(attributes).forward(g as tf.Tensor, w!),
        filter: () => calls(attributes).filter(g as tf.Tensor, dy!, w!.shape),
      }),
    },
    filter: {
      inputsToSave: ["x", "dy"],
      gradFunc: (g, [x, dy], attributes) => ({
        x: () => calls(attributes).input(dy!, g as tf.Tensor, x!.shape),
        dy: () => calls(attributes).forward(x!, g as tf.Tensor),
      }),
    },
  };
}
