/** @file Pooling over time and its gradients. */
import * as tf from "@tensorflow/tfjs";
import { UserError } from "#core/errors";
import type { Value } from "#graph/graph";
import { type Emitter, sizes } from "#record/emitter";
import { defineOp, type Op } from "#record/op";
import { type Sliding, scatterTaps, tapViews } from "./unfold.ts";

type Shape3 = [number, number, number];

interface PoolAttributes {
  readonly filterSize: number | [number, number];
  readonly strides: number | [number, number];
  readonly pad: "same" | "valid" | number;
}

function poolInfo(x: Value, { filterSize, strides, pad }: PoolAttributes) {
  return tf.backend_util.computePool2DInfo(
    [...sizes(x)] as [number, number, number, number],
    filterSize,
    strides,
    1,
    pad,
  );
}

type PoolInfo = ReturnType<typeof poolInfo>;

/** ONNX pooling between two transposes. */
function onnxPool(emit: Emitter, op: string, x: Value, info: PoolInfo): Value {
  const { top, bottom, left, right } = info.padInfo;
  const attributes = {
    kernel_shape: [info.filterHeight, info.filterWidth],
    pads: [top, left, bottom, right],
    strides: [info.strideHeight, info.strideWidth],
  };
  const shape = [info.batchSize, info.outChannels, info.outHeight, info.outWidth];
  const y = emit.add(op, [emit.transpose(x, [0, 3, 1, 2])], shape, { attributes });
  return emit.transpose(y, [0, 2, 3, 1]);
}

/** tf.layers pools [batch, time, 1, channel] along the first axis, tf.pool along the second. */
function alongTime(info: PoolInfo): { sliding: Sliding; length: number } | undefined {
  const { padInfo } = info;
  if (info.inWidth === 1 && info.filterWidth === 1) {
    return {
      length: info.inHeight,
      sliding: {
        taps: info.filterHeight,
        stride: info.strideHeight,
        dilation: 1,
        before: padInfo.top,
        after: padInfo.bottom,
        steps: info.outHeight,
      },
    };
  }
  if (info.inHeight === 1 && info.filterHeight === 1) {
    return {
      length: info.inWidth,
      sliding: {
        taps: info.filterWidth,
        stride: info.strideWidth,
        dilation: 1,
        before: padInfo.left,
        after: padInfo.right,
        steps: info.outWidth,
      },
    };
  }
  return undefined;
}

function trainable(info: PoolInfo) {
  const found = alongTime(info);
  if (found) return found;
  throw new UserError(
    `training a ${info.filterHeight}×${info.filterWidth} pooling cannot be recorded yet`,
    "only pooling along one axis (maxPooling1d, averagePooling1d) trains",
  );
}

function views(emit: Emitter, x: Value, info: PoolInfo, fill?: Value): Value[] {
  const { sliding, length } = trainable(info);
  const flat = emit.reshape(x, [info.batchSize, length, info.inChannels]);
  return tapViews(emit, flat, sliding, fill);
}

const maxPool = defineOp<PoolAttributes>({
  kernel: tf.MaxPool,
  onnx: (emit, { x }, attributes) => {
    const info = poolInfo(x!, attributes);
    if (emit.purpose === "inference" || !alongTime(info))
      return onnxPool(emit, "MaxPool", x!, info);
    const parts = views(emit, x!, info, emit.scalar(-3.4e38));
    return emit.reshape(emit.add("Max", parts, sizes(parts[0]!)), info.outShape);
  },
  samples: [
    poolSample("max 2", [2, 8, 3], (x) => tf.pool(x, [2, 1], "max", "valid", [1, 1], [2, 1])),
    poolSample("max 2 of an odd length", [2, 7, 3], (x) =>
      tf.pool(x, [2, 1], "max", "valid", [1, 1], [2, 1]),
    ),
    poolSample("max 3 stride 2 same", [1, 9, 2], (x) =>
      tf.pool(x, [3, 1], "max", "same", [1, 1], [2, 1]),
    ),
  ],
});

function poolSample(name: string, shape: Shape3, pool: (x: tf.Tensor4D) => tf.Tensor) {
  const [batch, time, channels] = shape;
  return {
    name,
    shapes: [shape],
    run: (x?: tf.Tensor) => pool(tf.reshape(x!, [batch, time, 1, channels])),
  };
}

/** The gradient goes to the first tap that holds the maximum. */
const maxPoolGrad = defineOp<PoolAttributes>({
  kernel: tf.MaxPoolGrad,
  onnx: (emit, { dy, input, output }, attributes) => {
    const info = poolInfo(input!, attributes);
    const { sliding, length } = trainable(info);
    const shape = [info.batchSize, sliding.steps, info.inChannels];
    const [gradient, maximum] = [emit.reshape(dy!, shape), emit.reshape(output!, shape)];
    let left = gradient;
    const taps = views(emit, input!, info, emit.scalar(-3.4e38)).map((view, tap) => {
      if (tap === sliding.taps - 1) return left;
      const hit = emit.cast(
        emit.add("Equal", [view, maximum], shape, { dtype: "bool" }),
        "float32",
      );
      const share = emit.binary("Mul", left, hit);
      left = emit.binary("Sub", left, share);
      return share;
    });
    return emit.reshape(scatterTaps(emit, taps, sliding, length), info.inShape);
  },
  samples: [],
});

const avgPool = defineOp<PoolAttributes>({
  kernel: tf.AvgPool,
  onnx: (emit, { x }, attributes) => onnxPool(emit, "AveragePool", x!, poolInfo(x!, attributes)),
  samples: [
    poolSample("average 2", [2, 8, 3], (x) => tf.pool(x, [2, 1], "avg", "valid", [1, 1], [2, 1])),
    poolSample("average 4 stride 2", [1, 10, 2], (x) =>
      tf.pool(x, [4, 1], "avg", "valid", [1, 1], [2, 1]),
    ),
  ],
});

const avgPoolGrad = defineOp<PoolAttributes>({
  kernel: tf.AvgPoolGrad,
  onnx: (emit, { dy, input }, attributes) => {
    const info = poolInfo(input!, attributes);
    const { sliding, length } = trainable(info);
    if (sliding.before + sliding.after > 0) {
      throw new UserError(
        "training a padded average pooling cannot be recorded yet",
        'use padding "valid"',
      );
    }
    const shape = [info.batchSize, sliding.steps, info.inChannels];
    const share = emit.binary("Mul", emit.reshape(dy!, shape), emit.scalar(1 / sliding.taps));
    const taps = new Array<Value>(sliding.taps).fill(share);
    return emit.reshape(scatterTaps(emit, taps, sliding, length), info.inShape);
  },
  samples: [],
});

export const pools: readonly Op[] = [avgPool, avgPoolGrad, maxPool, maxPoolGrad] as readonly Op[];
