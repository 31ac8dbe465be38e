/** @file Local response normalisation over neighbouring channels: y = x · n^−β, n = bias + α · Σ x² nearby. */
import * as tf from "@tensorflow/tfjs";
import { sizes } from "#record/emitter";
import { defineOp, type Op } from "#record/op";
import { varied } from "./sample.ts";

/** 1 where two of the channels are at most `radius` apart: `[channel, channel]`. */
function band(channels: number, radius: number): Float32Array {
  return Float32Array.from({ length: channels ** 2 }, (_, i) =>
    Math.abs((i % channels) - Math.floor(i / channels)) <= radius ? 1 : 0,
  );
}

/** dx = dy · n^−β − 2αβ · x · Σ (dy · x · n^(−β−1)) nearby. */
function gradientOf(dy: tf.Tensor, x: tf.Tensor, attributes: tf.LRNAttrs): tf.Tensor {
  const { depthRadius, bias, alpha, beta } = attributes;
  const channels = x.shape.at(-1)!;
  const near = tf.tensor2d(band(channels, depthRadius), [channels, channels]);
  const rows = (y: tf.Tensor) => tf.reshape(y, [-1, channels]) as tf.Tensor2D;
  const nearby = (y: tf.Tensor) => tf.matMul(y, near);
  const [dyRows, xRows] = [rows(dy), rows(x)];
  const norm = tf.add(tf.mul(nearby(tf.square(xRows)), alpha), bias);
  const direct = tf.mul(dyRows, tf.pow(norm, -beta));
  const others = nearby(tf.div(tf.mul(direct, xRows), norm));
  const spread = tf.mul(tf.mul(xRows, others), 2 * alpha * beta);
  return tf.reshape(tf.sub(direct, spread), x.shape);
}

const lrn = defineOp<tf.LRNAttrs>({
  kernel: tf.LRN,
  onnx: (emit, { x }, { depthRadius, bias, alpha, beta }) => {
    const channels = sizes(x!).at(-1)!;
    const near = emit.constant(band(channels, depthRadius), [channels, channels]);
    const squares = emit.binary("Mul", x!, x!);
    const nearby = emit.add("MatMul", [squares, near], sizes(x!));
    const norm = emit.binary(
      "Add",
      emit.binary("Mul", nearby, emit.scalar(alpha)),
      emit.scalar(bias),
    );
    return emit.binary("Mul", x!, emit.binary("Pow", norm, emit.scalar(-beta)));
  },
  gradient: {
    inputsToSave: ["x"],
    gradFunc: (dy, [x], attributes) => ({
      x: () => gradientOf(dy as tf.Tensor, x!, attributes as unknown as tf.LRNAttrs),
    }),
  },
  samples: [
    varied(
      "radius 1",
      (size) => ({
        shapes: [[size(1, 2), size(1, 3), 1, size(1, 5)]],
        run: (x) => tf.localResponseNormalization(x as tf.Tensor4D, 1, 1.5, 0.7, 0.6),
      }),
      { batch: [0] },
    ),
  ],
});

export const localResponses: readonly Op[] = [lrn] as readonly Op[];
