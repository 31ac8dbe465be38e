/** @file Maximum over sliding windows, and where it was found. */
import * as tf from "@tensorflow/tfjs";
import type { Value } from "#graph/graph";
import { type Emitter, sizes } from "#record/emitter";
import { defineOp, type Op } from "#record/op";
import {
  onnxPool,
  onnxPoolAttributes,
  type PoolAttributes,
  type PoolAxis,
  poolAxes,
  poolGeometry,
  poolSamples,
} from "./pool-geometry.ts";
import { scatterTaps, tapViews } from "./unfold.ts";

/** What each tap along an axis sees; padding never wins. */
function seenBy(emit: Emitter, x: Value, { sliding, before }: PoolAxis): Value[] {
  return tapViews(emit, emit.reshape(x, before), sliding, emit.scalar(-3.4e38));
}

function maximum(emit: Emitter, x: Value, axis: PoolAxis): Value {
  return emit.add("Max", seenBy(emit, x, axis), axis.after);
}

const maxPool = defineOp<PoolAttributes>({
  kernel: tf.MaxPool,
  onnx: (emit, { x }, attributes) => {
    const geometry = poolGeometry(sizes(x!), attributes);
    if (emit.purpose === "inference") return onnxPool(emit, "MaxPool", x!, geometry);
    const pooled = poolAxes(geometry).reduce((value, axis) => maximum(emit, value, axis), x!);
    return emit.reshape(pooled, geometry.outShape);
  },
  samples: poolSamples((x, { filterSize, strides, pad }) =>
    tf.maxPool(x, filterSize, strides, pad as "same"),
  ),
});

/** dy to the first tap that holds the maximum. */
function maximumBack(emit: Emitter, dy: Value, x: Value, y: Value, axis: PoolAxis): Value {
  const [gradient, largest] = [emit.reshape(dy, axis.after), emit.reshape(y, axis.after)];
  const views = seenBy(emit, x, axis);
  let left = gradient;
  const shares = views.map((view, tap) => {
    if (tap === views.length - 1) return left;
    const hit = emit.add("Equal", [view, largest], axis.after, { dtype: "bool" });
    const share = emit.binary("Mul", left, emit.cast(hit, "float32"));
    left = emit.binary("Sub", left, share);
    return share;
  });
  return scatterTaps(emit, shares, axis.sliding);
}

const maxPoolGrad = defineOp<PoolAttributes>({
  kernel: tf.MaxPoolGrad,
  onnx: (emit, { dy, input }, attributes) => {
    const geometry = poolGeometry(sizes(input!), attributes);
    const axes = poolAxes(geometry);
    const stages = [input!];
    for (const axis of axes) stages.push(maximum(emit, stages.at(-1)!, axis));
    const back = axes.reduceRight(
      (value, axis, i) => maximumBack(emit, value, stages[i]!, stages[i + 1]!, axis),
      dy!,
    );
    return emit.reshape(back, geometry.inShape);
  },
  /** Linear in dy: what comes back is what stood where the maxima are. */
  gradient: {
    inputsToSave: ["dy", "input"],
    gradFunc: (g, [dy, input], attributes) => ({
      dy: () => {
        const { filterSize, strides, pad } = attributes as unknown as PoolAttributes;
        const x = input as tf.Tensor4D;
        const { indexes } = tf.maxPoolWithArgmax(x, filterSize, strides, pad as "same", true);
        const taken = tf.gather(tf.reshape(g as tf.Tensor, [-1]), tf.reshape(indexes!, [-1]));
        return tf.reshape(taken, dy!.shape);
      },
      input: () => tf.zerosLike(input!),
      output: () => tf.zerosLike(dy!),
    }),
  },
  samples: [],
});

interface ArgmaxAttributes extends PoolAttributes {
  readonly includeBatchInIndex: boolean;
}

/** ONNX counts places channel by channel, tf.js with the channel innermost. */
const maxPoolWithArgmax = defineOp<ArgmaxAttributes>({
  kernel: tf.MaxPoolWithArgmax,
  onnx: (emit, { x }, attributes) => {
    const geometry = poolGeometry(sizes(x!), attributes);
    const [batch, h, w, channels] = geometry.inShape;
    const [, rows, columns] = geometry.outShape;
    const shape = [batch, channels, rows, columns];
    const types = (["float32", "int64"] as const).map((dtype) => ({ dtype, shape }));
    const [y, at] = emit
      .addNode("MaxPool", [emit.transpose(x!, [0, 3, 1, 2])], types, {
        attributes: onnxPoolAttributes(geometry),
      })
      .map((value) => emit.transpose(value, [0, 2, 3, 1]));
    const place = emit.add("Mod", [at!, emit.ints([h * w])], geometry.outShape);
    const spaced = emit.binary("Mul", emit.cast(place, "int32"), int(emit, [channels]));
    const index = emit.binary("Add", spaced, int(emit, [...Array(channels).keys()]));
    if (!attributes.includeBatchInIndex) return [y!, index];
    const starts = Array.from({ length: batch }, (_, i) => i * h * w * channels);
    return [y!, emit.binary("Add", index, emit.reshape(int(emit, starts), [batch, 1, 1, 1]))];
  },
  samples: [true, false].map((includeBatch) => ({
    name: `its places, ${includeBatch ? "in the batch" : "in the image"}`,
    shapes: [[2, 4, 5, 3]],
    run: (x?: tf.Tensor) => {
      const found = tf.maxPoolWithArgmax(x as tf.Tensor4D, 2, 2, "same", includeBatch);
      return tf.add(found.result!, tf.cast(found.indexes!, "float32"));
    },
    differentiable: false,
  })),
});

function int(emit: Emitter, values: readonly number[]): Value {
  return emit.constant(Int32Array.from(values), [values.length], "int32");
}

export const maxPools: readonly Op[] = [maxPool, maxPoolGrad, maxPoolWithArgmax] as readonly Op[];
