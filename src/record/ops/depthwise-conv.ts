/**
 * @file Depthwise convolution and its two gradients.
 * In training it is a full convolution with zeros off the diagonal where those cost little, which is so for few channels
 * (EEGNet); elsewhere ONNX's grouped `Conv` carries x forward and dy back, and each tap's gradient is a sum of products.
 */
import * as tf from "@tensorflow/tfjs";
import type { Value } from "#graph/graph";
import { type Emitter, sizes } from "#record/emitter";
import { type DrawSize, defineOp, type Op, type OpSample } from "#record/op";
import {
  type ConvAttributes,
  fromChannelsLast,
  type Geometry,
  geometryOf,
  type Shape4,
  toChannelsLast,
} from "./conv-geometry.ts";
import { convGradients } from "./conv-gradients.ts";
import { convolveGroupedBack, convolveGroupedFilter, groupedFilter } from "./grouped-conv.ts";
import { convolve, convolveBack, convolveFilter } from "./lines.ts";
import { onnxConv, onnxConvTranspose } from "./onnx-conv.ts";

/**
 * Whether products with the zeros off the diagonal cost less than what they spare, forward and both gradients together
 * (measured): in a grouped convolution the transposes, which go over the whole input, and a pass per tap.
 */
function isCheapInFull({ channels, height, width }: Geometry): boolean {
  const taps = height.taps * width.taps;
  const strides = height.stride * width.stride;
  return channels * taps < 150 * strides + 15 * taps;
}

/** 1 where an output belongs to an input channel: [channel, channel · multiplier]. */
function diagonal(channels: number, multiplier: number): Float32Array {
  const columns = channels * multiplier;
  return Float32Array.from({ length: channels * columns }, (_, i) =>
    Math.floor((i % columns) / multiplier) === Math.floor(i / columns) ? 1 : 0,
  );
}

/** [h, w, channel, multiplier] → the full filter [h, w, channel, channel · multiplier]. */
function fullFilter(emit: Emitter, filter: Value): Value {
  const [h, w, channels, multiplier] = sizes(filter) as Shape4;
  const shape = [1, 1, channels, channels, multiplier];
  const mask = emit.constant(diagonal(channels, multiplier), shape);
  const spaced = emit.reshape(filter, [h, w, channels, 1, multiplier]);
  return emit.reshape(emit.binary("Mul", spaced, mask), [h, w, channels, channels * multiplier]);
}

/** The diagonal of a full filter: the adjoint of {@link fullFilter}. */
function diagonalOf(emit: Emitter, full: Value, filterShape: readonly number[]): Value {
  const [h, w, channels, multiplier] = filterShape as Shape4;
  const columns = channels * multiplier;
  const at = Int32Array.from(
    { length: columns },
    (_, i) => Math.floor(i / multiplier) * columns + i,
  );
  const rows = emit.reshape(full, [h * w, channels * columns]);
  const index = emit.constant(at, [columns], "int32");
  const taken = emit.add("Gather", [rows, index], [h * w, columns], { attributes: { axis: 1 } });
  return emit.reshape(taken, filterShape);
}

const gradients = convGradients({
  forward: tf.DepthwiseConv2dNative,
  input: tf.DepthwiseConv2dNativeBackpropInput,
  filter: tf.DepthwiseConv2dNativeBackpropFilter,
});

export const depthwiseConv2d: Op<ConvAttributes> = defineOp<ConvAttributes>({
  kernel: tf.DepthwiseConv2dNative,
  onnx: (emit, { x, filter }, attributes) => {
    const geometry = geometryOf(sizes(x!), sizes(filter!), attributes, true);
    const image = toChannelsLast(emit, x!, attributes);
    const y =
      emit.purpose === "training" && isCheapInFull(geometry)
        ? convolve(emit, image, fullFilter(emit, filter!), geometry)
        : onnxConv(emit, image, groupedFilter(emit, filter!), geometry, geometry.channels);
    return fromChannelsLast(emit, y, attributes);
  },
  gradient: gradients.forward,
  samples: [
    depthwiseSample("same, k 3", [2, 1, 6, 3], [1, 3, 3, 1], { strides: 1, pad: "same" }),
    depthwiseSample("stride 2, k 5", [2, 1, 9, 2], [1, 5, 2, 1], { strides: 2, pad: "same" }),
    depthwiseSample("valid, k 3", [1, 1, 6, 2], [1, 3, 2, 1], { strides: 1, pad: "valid" }),
    {
      ...depthwiseSample("3 × 2, multiplier 2", [2, 5, 6, 3], [3, 2, 3, 2], {
        strides: [2, 2],
        pad: "same",
      }),
      vary: (size) => varyDepthwise(size, size(1, 4)),
    },
    depthwiseSample("full height, multiplier 2", [2, 4, 5, 3], [4, 1, 3, 2], {
      strides: 1,
      pad: "valid",
    }),
    depthwiseSample("dilation 2", [1, 5, 7, 2], [2, 3, 2, 2], {
      strides: 1,
      pad: "same",
      dilations: 2,
    }),
    depthwiseSample("many channels, explicit padding", [1, 2, 5, 160], [1, 3, 160, 1], {
      strides: [1, 2],
      pad: 2,
    }),
    {
      ...depthwiseSample("many channels, multiplier 2", [1, 3, 4, 90], [2, 2, 90, 2], {
        strides: 1,
        pad: "valid",
      }),
      vary: (size) => varyDepthwise(size, size(170, 190)),
    },
    {
      name: "separable",
      shapes: [
        [2, 1, 7, 3],
        [1, 3, 3, 2],
        [1, 1, 6, 4],
      ],
      run: (x, depthwise, pointwise) =>
        tf.separableConv2d(
          x as tf.Tensor4D,
          depthwise as tf.Tensor4D,
          pointwise as tf.Tensor4D,
          1,
          "same",
        ),
    },
  ],
});

function depthwiseSample(
  name: string,
  x: Shape4,
  filter: Shape4,
  { strides, pad, dilations }: ConvAttributes,
): OpSample {
  return {
    name,
    shapes: [x, filter],
    run: (a, b) =>
      tf.depthwiseConv2d(
        a as tf.Tensor4D,
        b as tf.Tensor4D,
        strides,
        pad as "same",
        "NHWC",
        dilations ?? 1,
      ),
  };
}

function varyDepthwise(size: DrawSize, channels: number): Pick<OpSample, "shapes" | "run"> {
  const [high, wide] = [size(1, 3), size(1, 4)];
  const stride = size(1, 3);
  const pad = size(0, 1) === 0 ? "same" : "valid";
  return {
    shapes: [
      [size(1, 2), high + size(0, 3), wide + size(0, 4), channels],
      [high, wide, channels, size(1, 2)],
    ],
    run: (x, w) => tf.depthwiseConv2d(x as tf.Tensor4D, w as tf.Tensor4D, stride, pad),
  };
}

function backward(emit: Emitter, dy: Value, filter: Value, geometry: Geometry): Value {
  if (emit.purpose === "inference") {
    return onnxConvTranspose(emit, dy, groupedFilter(emit, filter), geometry, geometry.channels);
  }
  return isCheapInFull(geometry)
    ? convolveBack(emit, dy, fullFilter(emit, filter), geometry)
    : convolveGroupedBack(emit, dy, filter, geometry);
}

const depthwiseInput = defineOp<ConvAttributes & { readonly inputShape: readonly number[] }>({
  kernel: tf.DepthwiseConv2dNativeBackpropInput,
  onnx: (emit, { dy, filter }, { inputShape, ...attributes }) => {
    const geometry = geometryOf(inputShape, sizes(filter!), attributes, true);
    const steps = toChannelsLast(emit, dy!, attributes);
    return fromChannelsLast(emit, backward(emit, steps, filter!, geometry), attributes);
  },
  gradient: gradients.input,
  samples: [],
});

const depthwiseFilter = defineOp<ConvAttributes & { readonly filterShape: readonly number[] }>({
  kernel: tf.DepthwiseConv2dNativeBackpropFilter,
  onnx: (emit, { x, dy }, { filterShape, ...attributes }) => {
    const geometry = geometryOf(sizes(x!), filterShape, attributes, true);
    const image = toChannelsLast(emit, x!, attributes);
    const steps = toChannelsLast(emit, dy!, attributes);
    return isCheapInFull(geometry)
      ? diagonalOf(emit, convolveFilter(emit, image, steps, geometry), filterShape)
      : convolveGroupedFilter(emit, image, steps, geometry);
  },
  gradient: gradients.filter,
  samples: [],
});

export const depthwiseConvolutions: readonly Op[] = [
  depthwiseConv2d,
  depthwiseFilter,
  depthwiseInput,
] as readonly Op[];
