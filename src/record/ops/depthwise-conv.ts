/**
 * @file Depthwise convolution and its two gradients.
 * In training it is a full convolution with zeros off the diagonal where those cost little, which is so for few channels
 * (EEGNet); elsewhere ONNX's grouped `Conv` carries x forward and dy back, and each tap's gradient is a sum of products.
 */
import * as tf from "@tensorflow/tfjs";
import type { Value } from "#graph/graph";
import { type Emitter, isBatchSized, sizes } from "#record/emitter";
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
import { convolve, convolveBack, convolveFilter } from "./lines.ts";
import { onnxConv, onnxConvTranspose, transposedFilter } from "./onnx-conv.ts";
import type { Sliding } from "./sliding.ts";
import { spread, tapViews } from "./unfold.ts";

/** Whether zeros off the diagonal cost less than what they spare (measured; sums over forward and both gradients). */
function isCheapInFull({ channels, height, width }: Geometry): boolean {
  const taps = height.taps * width.taps;
  return channels * taps < 150 + 15 * taps;
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

/** [h, w, channel, multiplier] → [channel · multiplier, 1, h, w], as ONNX wants it. */
function onnxFilter(emit: Emitter, filter: Value): Value {
  const [height, width, channels, multiplier] = sizes(filter) as Shape4;
  const flat = transposedFilter(emit, filter, [2, 3, 0, 1]);
  const shape = [channels * multiplier, 1, height, width];
  return flat.data ? emit.constant(flat.data, shape) : emit.reshape(flat, shape);
}

/** dy with its strides' zeros against the filter turned round: onnxruntime's grouped `ConvTranspose` is slow. */
function groupedBack(emit: Emitter, dy: Value, filter: Value, geometry: Geometry): Value {
  const { batch, height, width, channels, filters } = geometry;
  const spaced = [height, width].reduce((value, axis, i) => {
    const [, h, w] = sizes(value) as Shape4;
    const rows = emit.reshape(value, i === 0 ? [batch, h, w * filters] : [batch * h, w, filters]);
    const cells = seenPart(emit, spread(emit, rows, axis.stride), axis);
    const along = sizes(cells)[1]!;
    return emit.reshape(cells, [batch, i === 0 ? along : h, i === 0 ? w : along, filters]);
  }, dy);
  const [h, w] = [1, 2].map((axis) => sizes(spaced)[axis]!);
  const turned = [0, 1].reduce((value, axis) => reverse(emit, value, axis), filter);
  const back: Geometry = {
    ...geometry,
    height: backSliding(height, h!),
    width: backSliding(width, w!),
    channels: filters,
    filters: channels,
  };
  return onnxConv(emit, spaced, emit.transpose(turned, [2, 3, 0, 1]), back, channels);
}

/** Zeros needed before dy: the reach of the taps, less what the forward padding spared; may be negative. */
function frontOf({ taps, dilation, before }: Sliding): number {
  return (taps - 1) * dilation - before;
}

/** Without the steps that saw padding alone. */
function seenPart(emit: Emitter, dy: Value, sliding: Sliding): Value {
  const end = Math.min(sizes(dy)[1]!, sliding.length + sliding.before);
  return emit.slice(dy, 1, Math.max(0, -frontOf(sliding)), end);
}

function backSliding(sliding: Sliding, length: number): Sliding {
  const before = Math.max(0, frontOf(sliding));
  return { ...sliding, length, stride: 1, before, steps: sliding.length };
}

function reverse(emit: Emitter, filter: Value, axis: number): Value {
  const taps = sizes(filter)[axis]!;
  if (taps === 1) return filter;
  const order = emit.ints(Array.from({ length: taps }, (_, i) => taps - 1 - i));
  return emit.add("Gather", [filter, order], sizes(filter), { attributes: { axis } });
}

/** Each tap's view of x times dy, summed over all steps → [h, w, channel, multiplier]. */
function groupedFilter(emit: Emitter, x: Value, dy: Value, geometry: Geometry): Value {
  const { batch, height, width, channels, filters } = geometry;
  const rows = batch * height.steps * width.steps;
  const multiplier = filters / channels;
  const steps = emit.reshape(dy, [rows, channels, multiplier]);
  const image = emit.reshape(x, [batch, height.length, width.length * channels]);
  const taps = tapViews(emit, image, height).flatMap((row) => {
    const lines = emit.reshape(row, [batch * height.steps, width.length, channels]);
    return tapViews(emit, lines, width).map((view) => {
      const seen = emit.reshape(view, [rows, channels, 1]);
      return columnSums(emit, emit.reshape(emit.binary("Mul", seen, steps), [rows, filters]));
    });
  });
  return emit.reshape(emit.concat(taps, 0), [height.taps, width.taps, channels, multiplier]);
}

/** [row, column] → [1, column]; where the number of rows is known, as the faster product with ones. */
function columnSums(emit: Emitter, x: Value): Value {
  const [rows, columns] = sizes(x) as [number, number];
  if (isBatchSized(rows)) {
    return emit.add("ReduceSum", [x, emit.ints([0])], [1, columns], {
      attributes: { keepdims: 1 },
    });
  }
  return emit.gemm(emit.constant(new Float32Array(rows).fill(1), [1, rows]), x);
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
        : onnxConv(emit, image, onnxFilter(emit, filter!), geometry, geometry.channels);
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
    return onnxConvTranspose(emit, dy, onnxFilter(emit, filter), geometry, geometry.channels);
  }
  return isCheapInFull(geometry)
    ? convolveBack(emit, dy, fullFilter(emit, filter), geometry)
    : groupedBack(emit, dy, filter, geometry);
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
      : groupedFilter(emit, image, steps, geometry);
  },
  gradient: gradients.filter,
  samples: [],
});

export const depthwiseConvolutions: readonly Op[] = [
  depthwiseConv2d,
  depthwiseFilter,
  depthwiseInput,
] as readonly Op[];
