/**
 * @file Convolution over time and its two gradients.
 * Inference keeps ONNX `Conv` (channels first; export removes the transposes). Training unfolds the input and
 * multiplies matrices: the filter gradient as a `Conv` is many times slower in onnxruntime.
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
import { type Sliding, spread } from "./unfold.ts";

/** ONNX Conv between two transposes; filter [h, w, in, out] becomes [out, in, h, w]. */
function onnxConv(emit: Emitter, x: Value, filter: Value, info: ConvInfo): Value {
  const weights = transposedFilter(emit, filter, [3, 2, 0, 1]);
  return betweenTransposes(emit, x, weights, info, 1);
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

export const convolutions: readonly Op[] = [conv2d, conv2dFilter, conv2dInput] as readonly Op[];
