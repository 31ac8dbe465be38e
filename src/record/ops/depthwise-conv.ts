/**
 * @file Depthwise convolution over time and its two gradients: in training a weighted sum of the taps' views.
 */
import * as tf from "@tensorflow/tfjs";
import type { Value } from "#graph/graph";
import { type Emitter, sizes } from "#record/emitter";
import { defineOp, type Op } from "#record/op";
import {
  adjoint,
  betweenTransposes,
  type ConvAttributes,
  type ConvInfo,
  convInfo,
  type Shape4,
  slidingOf,
  trainable,
  transposedFilter,
} from "./conv-geometry.ts";
import { spread, tapViews } from "./unfold.ts";

/** Depthwise: filter [h, w, channel, multiplier] becomes [channel · multiplier, 1, h, w]. */
function onnxDepthwise(emit: Emitter, x: Value, filter: Value, info: ConvInfo): Value {
  const [height, width, channels, multiplier] = sizes(filter) as Shape4;
  const flat = transposedFilter(emit, filter, [2, 3, 0, 1]);
  const shape = [channels * multiplier, 1, height, width];
  const weights = flat.data ? emit.constant(flat.data, shape) : emit.reshape(flat, shape);
  return betweenTransposes(emit, x, weights, info, channels);
}

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

export const depthwiseConvolutions: readonly Op[] = [
  depthwise,
  depthwiseFilter,
  depthwiseInput,
] as readonly Op[];
