/**
 * @file Convolution over time and its two gradients.
 * Inference keeps ONNX `Conv` (channels first; export removes the transposes). Training unfolds the input and
 * multiplies matrices: the filter gradient as a `Conv` is many times slower in onnxruntime.
 */
import * as tf from "@tensorflow/tfjs";
import { UserError } from "#core/errors";
import type { Value } from "#graph/graph";
import { type Emitter, sizes } from "#record/emitter";
import { defineOp, type Op } from "#record/op";
import { type Sliding, spread, tapViews } from "./unfold.ts";

type Shape4 = [number, number, number, number];

interface ConvAttributes {
  readonly strides: number | [number, number];
  readonly pad: "same" | "valid" | number;
  readonly dilations?: number | [number, number];
  readonly dataFormat?: "NHWC" | "NCHW";
}

function convInfo(
  xShape: readonly number[],
  filterShape: readonly number[],
  attributes: ConvAttributes,
  depthwise = false,
) {
  if (attributes.dataFormat === "NCHW")
    throw new UserError("channels-first convolutions cannot be recorded", "use channelsLast");
  const { strides, pad, dilations = 1 } = attributes;
  return tf.backend_util.computeConv2DInfo(
    [...xShape] as Shape4,
    [...filterShape] as Shape4,
    strides,
    dilations,
    pad,
    undefined,
    depthwise,
  );
}

type ConvInfo = ReturnType<typeof convInfo>;

function attributesOf(info: ConvInfo, group: number) {
  const { top, bottom, left, right } = info.padInfo;
  return {
    dilations: [info.dilationHeight, info.dilationWidth],
    group,
    kernel_shape: [info.filterHeight, info.filterWidth],
    pads: [top, left, bottom, right],
    strides: [info.strideHeight, info.strideWidth],
  };
}

/** ONNX Conv between two transposes; filter [h, w, in, out] becomes [out, in, h, w]. */
function onnxConv(emit: Emitter, x: Value, filter: Value, info: ConvInfo): Value {
  const weights = transposedFilter(emit, filter, [3, 2, 0, 1]);
  return betweenTransposes(emit, x, weights, info, 1);
}

/** Depthwise: filter [h, w, channel, multiplier] becomes [channel · multiplier, 1, h, w]. */
function onnxDepthwise(emit: Emitter, x: Value, filter: Value, info: ConvInfo): Value {
  const [height, width, channels, multiplier] = sizes(filter) as Shape4;
  const flat = transposedFilter(emit, filter, [2, 3, 0, 1]);
  const shape = [channels * multiplier, 1, height, width];
  const weights = flat.data ? emit.constant(flat.data, shape) : emit.reshape(flat, shape);
  return betweenTransposes(emit, x, weights, info, channels);
}

function betweenTransposes(
  emit: Emitter,
  x: Value,
  weights: Value,
  info: ConvInfo,
  group: number,
): Value {
  const { batchSize, outChannels, outHeight, outWidth } = info;
  const y = emit.add(
    "Conv",
    [emit.transpose(x, [0, 3, 1, 2]), weights],
    [batchSize, outChannels, outHeight, outWidth],
    { attributes: attributesOf(info, group) },
  );
  return emit.transpose(y, [0, 2, 3, 1]);
}

/** A filter's transpose, computed here where it is constant. */
function transposedFilter(emit: Emitter, filter: Value, perm: readonly number[]): Value {
  if (!filter.data) return emit.transpose(filter, perm);
  const from = sizes(filter) as Shape4;
  const shape = perm.map((axis) => from[axis]!) as Shape4;
  const step = [from[1] * from[2] * from[3], from[2] * from[3], from[3], 1];
  const out = new Float32Array(filter.data.length);
  let at = 0;
  for (let a = 0; a < shape[0]; a++)
    for (let b = 0; b < shape[1]; b++)
      for (let c = 0; c < shape[2]; c++)
        for (let d = 0; d < shape[3]; d++) {
          const source =
            a * step[perm[0]!]! + b * step[perm[1]!]! + c * step[perm[2]!]! + d * step[perm[3]!]!;
          out[at++] = Number(filter.data[source]);
        }
  return emit.constant(out, shape);
}

/** The sliding of a convolution along time; undefined where it is truly two-dimensional. */
function slidingOf(info: ConvInfo): Sliding | undefined {
  if (info.inHeight !== 1 || info.filterHeight !== 1) return undefined;
  return {
    taps: info.filterWidth,
    stride: info.strideWidth,
    dilation: info.dilationWidth,
    before: info.padInfo.left,
    after: info.padInfo.right,
    steps: info.outWidth,
  };
}

function trainable(info: ConvInfo): Sliding {
  const sliding = slidingOf(info);
  if (sliding) return sliding;
  throw new UserError(
    `training a ${info.filterHeight}×${info.filterWidth} convolution cannot be recorded yet`,
    "only convolutions along one axis (conv1d) train; any convolution can be exported",
  );
}

/** x [batch, 1, time, channel] → rows of what each output step sees [batch · steps, taps · channel]. */
function unfold(emit: Emitter, x: Value, sliding: Sliding): Value {
  const [batch, , time, channels] = sizes(x) as Shape4;
  const { taps, steps, stride, dilation, before, after } = sliding;
  const shape = [batch * steps, taps * channels];
  const rows = emit.reshape(x, [batch, time, channels]);
  if (taps === 1 && before + after === 0) {
    return emit.reshape(emit.slice(rows, 1, 0, (steps - 1) * stride + 1, stride), shape);
  }
  const seen = Int32Array.from(
    { length: steps * taps },
    (_, i) => Math.floor(i / taps) * stride + (i % taps) * dilation,
  );
  const windows = emit.add(
    "Gather",
    [emit.pad(rows, 1, before, after), emit.constant(seen, [steps, taps], "int32")],
    [batch, steps, taps, channels],
    { attributes: { axis: 1 } },
  );
  return emit.reshape(windows, shape);
}

const conv2d = defineOp<ConvAttributes>({
  kernel: tf.Conv2D,
  onnx: (emit, { x, filter }, attributes) => {
    const info = convInfo(sizes(x!), sizes(filter!), attributes);
    const sliding = slidingOf(info);
    if (emit.purpose === "inference" || !sliding) return onnxConv(emit, x!, filter!, info);
    const [, taps, channels, out] = sizes(filter!) as Shape4;
    const weights = emit.reshape(filter!, [taps * channels, out]);
    return emit.reshape(emit.gemm(unfold(emit, x!, sliding), weights), info.outShape);
  },
  gradient: {
    inputsToSave: ["x", "filter"],
    gradFunc: (dy, [x, filter], attributes) => {
      const { strides, pad, dilations } = attributes as unknown as ConvAttributes;
      const shared = { strides, pad, dilations, dataFormat: "NHWC", dimRoundingMode: undefined };
      const run = (kernel: string, inputs: Record<string, tf.Tensor>, extra: object) =>
        tf.engine().runKernel(kernel, inputs, {
          ...shared,
          ...extra,
        } as unknown as tf.NamedAttrMap) as tf.Tensor;
      return {
        x: () =>
          run(
            tf.Conv2DBackpropInput,
            { dy: dy as tf.Tensor, filter: filter! },
            { inputShape: x!.shape },
          ),
        filter: () =>
          run(
            tf.Conv2DBackpropFilter,
            { x: x!, dy: dy as tf.Tensor },
            { filterShape: filter!.shape },
          ),
      };
    },
  },
  samples: [
    conv1dSample("same, k 3", [2, 7, 3], [3, 3, 4], 1, "same"),
    conv1dSample("valid, k 5", [2, 9, 2], [5, 2, 3], 1, "valid"),
    conv1dSample("stride 2, k 3, same", [2, 8, 3], [3, 3, 2], 2, "same"),
    conv1dSample("stride 2, k 1", [2, 7, 3], [1, 3, 2], 2, "same"),
    conv1dSample("stride 3, k 4, valid", [1, 14, 2], [4, 2, 2], 3, "valid"),
  ],
});

function conv1dSample(
  name: string,
  x: number[],
  filter: number[],
  stride: number,
  pad: "same" | "valid",
) {
  return {
    name,
    shapes: [x, filter],
    run: (a?: tf.Tensor, b?: tf.Tensor) =>
      tf.conv1d(a as tf.Tensor3D, b as tf.Tensor3D, stride, pad),
  };
}

/** dx = the taps of dy (zeros between where strided) against the reversed filter. */
const conv2dInput = defineOp<ConvAttributes & { readonly inputShape: number[] }>({
  kernel: tf.Conv2DBackpropInput,
  onnx: (emit, { dy, filter }, { inputShape, ...attributes }) => {
    const info = convInfo(inputShape, sizes(filter!), attributes);
    const sliding = trainable(info);
    const [, taps, channels, out] = sizes(filter!) as Shape4;
    const reversed = reverseTaps(emit, filter!, [taps, channels, out]);
    const weights = emit.reshape(emit.transpose(reversed, [0, 2, 1]), [taps * out, channels]);
    const steps = emit.reshape(dy!, [info.batchSize, info.outWidth, out]);
    const rows = unfold4(emit, spread(emit, steps, sliding.stride), adjoint(sliding, info.inWidth));
    return emit.reshape(emit.gemm(rows, weights), inputShape);
  },
  samples: [],
});

/** The sliding that carries dy back to x: full correlation, cropped to the input. */
function adjoint({ taps, stride, dilation, before, steps }: Sliding, length: number): Sliding {
  const reach = (taps - 1) * dilation;
  const span = (steps - 1) * stride + 1;
  const front = reach - before;
  return {
    taps,
    stride: 1,
    dilation,
    before: front,
    after: length + reach - span - front,
    steps: length,
  };
}

/** {@link unfold} of [batch, time, channel], where paddings may be negative (a crop). */
function unfold4(emit: Emitter, x: Value, sliding: Sliding): Value {
  const [batch, time, channels] = sizes(x) as [number, number, number];
  const { before, after } = sliding;
  const cropped = emit.slice(x, 1, Math.max(0, -before), time - Math.max(0, -after));
  const flat = emit.reshape(cropped, [batch, 1, sizes(cropped)[1]!, channels]);
  return unfold(emit, flat, { ...sliding, before: Math.max(0, before), after: Math.max(0, after) });
}

/** [1, taps, in, out] → [taps, in, out] with the taps in reverse order. */
function reverseTaps(emit: Emitter, filter: Value, shape: readonly number[]): Value {
  const flat = emit.reshape(filter, shape);
  const order = Array.from({ length: shape[0]! }, (_, i) => shape[0]! - 1 - i);
  if (order.length === 1) return flat;
  return emit.add("Gather", [flat, emit.ints(order)], shape, { attributes: { axis: 0 } });
}

/** dW = unfolded xᵀ · dy. */
const conv2dFilter = defineOp<ConvAttributes & { readonly filterShape: number[] }>({
  kernel: tf.Conv2DBackpropFilter,
  onnx: (emit, { x, dy }, { filterShape, ...attributes }) => {
    const info = convInfo(sizes(x!), filterShape, attributes);
    const rows = unfold(emit, x!, trainable(info));
    const steps = emit.reshape(dy!, [info.batchSize * info.outWidth, info.outChannels]);
    return emit.reshape(emit.gemm(rows, steps, true), filterShape);
  },
  samples: [],
});

const depthwise = defineOp<ConvAttributes>({
  kernel: tf.DepthwiseConv2dNative,
  onnx: (emit, { x, filter }, attributes) => {
    const info = convInfo(sizes(x!), sizes(filter!), attributes, true);
    const sliding = slidingOf(info);
    const [, , , multiplier] = sizes(filter!) as Shape4;
    if (emit.purpose === "inference" || !sliding || multiplier !== 1) {
      return onnxDepthwise(emit, x!, filter!, info);
    }
    const { batchSize, inWidth, inChannels } = info;
    const views = tapViews(emit, emit.reshape(x!, [batchSize, inWidth, inChannels]), sliding);
    const weighted = views.map((view, tap) => emit.binary("Mul", view, tapOf(emit, filter!, tap)));
    return emit.reshape(emit.sum(weighted), info.outShape);
  },
  samples: [
    depthwiseSample("same, k 3", [2, 1, 6, 3], 3, 1, "same"),
    depthwiseSample("stride 2, k 5, same", [2, 1, 9, 2], 5, 2, "same"),
    depthwiseSample("valid, k 3", [1, 1, 6, 2], 3, 1, "valid"),
  ],
});

function depthwiseSample(
  name: string,
  x: Shape4,
  taps: number,
  stride: number,
  pad: "same" | "valid",
) {
  return {
    name,
    shapes: [x, [1, taps, x[3], 1]],
    run: (a?: tf.Tensor, b?: tf.Tensor) =>
      tf.depthwiseConv2d(a as tf.Tensor4D, b as tf.Tensor4D, stride, pad),
  };
}

/** One tap of a depthwise filter [1, taps, channel, 1] → [channel]. */
function tapOf(emit: Emitter, filter: Value, tap: number): Value {
  const [, taps, channels] = sizes(filter) as Shape4;
  return emit.reshape(emit.slice(emit.reshape(filter, [taps, channels]), 0, tap, tap + 1), [
    channels,
  ]);
}

const depthwiseInput = defineOp<ConvAttributes & { readonly inputShape: number[] }>({
  kernel: tf.DepthwiseConv2dNativeBackpropInput,
  onnx: (emit, { dy, filter }, { inputShape, ...attributes }) => {
    const info = convInfo(inputShape, sizes(filter!), attributes, true);
    const sliding = trainable(info);
    const { batchSize, outWidth, inChannels } = info;
    const back = adjoint(sliding, info.inWidth);
    const spaced = spread(
      emit,
      emit.reshape(dy!, [batchSize, outWidth, inChannels]),
      sliding.stride,
    );
    const cropped = emit.slice(
      spaced,
      1,
      Math.max(0, -back.before),
      sizes(spaced)[1]! - Math.max(0, -back.after),
    );
    const views = tapViews(emit, cropped, {
      ...back,
      before: Math.max(0, back.before),
      after: Math.max(0, back.after),
    });
    const last = sliding.taps - 1;
    const weighted = views.map((view, tap) =>
      emit.binary("Mul", view, tapOf(emit, filter!, last - tap)),
    );
    return emit.reshape(emit.sum(weighted), inputShape);
  },
  samples: [],
});

const depthwiseFilter = defineOp<ConvAttributes & { readonly filterShape: number[] }>({
  kernel: tf.DepthwiseConv2dNativeBackpropFilter,
  onnx: (emit, { x, dy }, { filterShape, ...attributes }) => {
    const info = convInfo(sizes(x!), filterShape, attributes, true);
    const { batchSize, inWidth, outWidth, inChannels } = info;
    const views = tapViews(
      emit,
      emit.reshape(x!, [batchSize, inWidth, inChannels]),
      trainable(info),
    );
    const steps = emit.reshape(dy!, [batchSize, outWidth, inChannels]);
    const rows = batchSize * outWidth;
    const ones = emit.constant(new Float32Array(rows).fill(1), [1, rows]);
    const taps = views.map((view) =>
      emit.gemm(ones, emit.reshape(emit.binary("Mul", view, steps), [rows, inChannels])),
    );
    return emit.reshape(emit.concat(taps, 0), filterShape);
  },
  samples: [],
});

export const convolutions: readonly Op[] = [
  conv2d,
  conv2dFilter,
  conv2dInput,
  depthwise,
  depthwiseFilter,
  depthwiseInput,
] as readonly Op[];
