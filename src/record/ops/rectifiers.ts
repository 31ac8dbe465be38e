/** @file ReLU and its kin, with gradients that cost few passes. */
import * as tf from "@tensorflow/tfjs";
import { sizes } from "#record/emitter";
import { defineOp, type Op } from "#record/op";
import { anyShape, sample } from "./sample.ts";

/** dy where y > 0; tf.js keeps x for it, y is at hand anyway. */
const relu = defineOp({
  kernel: tf.Relu,
  onnx: (emit, { x }) => emit.add("Relu", [x!], sizes(x!)),
  gradient: {
    outputsToSave: [true],
    gradFunc: (dy, [y]) => ({ x: () => tf.mul(dy as tf.Tensor, tf.step(y!)) }),
  },
  samples: [anyShape("any shape", 1, (x) => tf.relu(x!))],
});

/** dy · (y > 0 ? 1 : y + 1) of the output y, in operations that have gradients themselves; tf.js's has none. */
const elu = defineOp({
  kernel: tf.Elu,
  onnx: (emit, { x }) => emit.add("Elu", [x!], sizes(x!)),
  gradient: {
    outputsToSave: [true],
    gradFunc: (dy, [y]) => ({
      x: () => tf.mul(dy as tf.Tensor, tf.minimum(tf.add(y!, 1), 1)),
    }),
  },
  samples: [anyShape("any shape", 1, (x) => tf.elu(x!))],
});

const leakyRelu = defineOp<tf.LeakyReluAttrs>({
  kernel: tf.LeakyRelu,
  onnx: (emit, { x }, { alpha }) =>
    emit.add("LeakyRelu", [x!], sizes(x!), { attributes: { alpha } }),
  samples: [anyShape("alpha 0.1", 1, (x) => tf.leakyRelu(x!, 0.1))],
});

const prelu = defineOp({
  kernel: tf.Prelu,
  onnx: (emit, { x, alpha }) => emit.add("PRelu", [x!, alpha!], sizes(x!)),
  samples: [
    sample("one slope per channel", [[2, 3, 4], [4]], (x, alpha) => tf.prelu(x!, alpha!)),
    sample(
      "one slope per element",
      [
        [2, 3, 4],
        [3, 4],
      ],
      (x, alpha) => tf.prelu(x!, alpha!),
    ),
  ],
});

const selu = defineOp({
  kernel: tf.Selu,
  onnx: (emit, { x }) => emit.add("Selu", [x!], sizes(x!)),
  samples: [anyShape("any shape", 1, (x) => tf.selu(x!))],
});

/**
 * 1 where x > 0. As min(max(10³⁰ · x, 0), 1), which onnxruntime runs several times faster than a comparison and a
 * cast, or `Sign`; positive numbers below 10⁻³⁰ count as less than 1.
 */
const step = defineOp<tf.StepAttrs>({
  kernel: tf.Step,
  onnx: (emit, { x }, { alpha }) => {
    const attributes = { alpha: 1e30, beta: 0 };
    const positive = emit.add("HardSigmoid", [x!], sizes(x!), { attributes });
    if (alpha === 0) return positive;
    const rest = emit.binary("Sub", emit.scalar(1), positive);
    return emit.binary("Add", positive, emit.binary("Mul", rest, emit.scalar(alpha)));
  },
  samples: [
    anyShape("alpha 0", 1, (x) => tf.step(x!), { differentiable: false }),
    anyShape("alpha 0.2", 1, (x) => tf.step(x!, 0.2), { differentiable: false }),
  ],
});

export const rectifiers: readonly Op[] = [elu, leakyRelu, prelu, relu, selu, step] as readonly Op[];
