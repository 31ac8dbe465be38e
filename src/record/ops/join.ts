/** @file Joining and parting tensors. */
import * as tf from "@tensorflow/tfjs";
import { sizes } from "#record/emitter";
import { defineOp, type Op } from "#record/op";
import { drawShape, sample, varied } from "./sample.ts";

const concat = defineOp<tf.ConcatAttrs>({
  kernel: tf.Concat,
  onnx: (emit, inputs, { axis }) => {
    const parts = Object.values(inputs);
    return emit.concat(parts, axis < 0 ? axis + parts[0]!.shape.length : axis);
  },
  samples: [
    varied(
      "last axis",
      (size) => {
        const rest = drawShape(size, 1, 3);
        return {
          shapes: [
            [...rest, size(1, 4)],
            [...rest, size(1, 4)],
          ],
          run: (a, b) => tf.concat([a!, b!], -1),
        };
      },
      { batch: [0, 1] },
    ),
    sample(
      "first axis",
      [
        [2, 3],
        [1, 3],
      ],
      (a, b) => tf.concat([a!, b!], 0),
    ),
  ],
});

const pack = defineOp<tf.PackAttrs>({
  kernel: tf.Pack,
  onnx: (emit, inputs, { axis }) => {
    const parts = Object.values(inputs).map((x) => {
      const shape = [...sizes(x)];
      shape.splice(axis, 0, 1);
      return emit.reshape(x, shape);
    });
    return emit.concat(parts, axis);
  },
  samples: [
    {
      name: "axis 1",
      shapes: [
        [2, 3],
        [2, 3],
      ],
      run: (a, b) => tf.stack([a!, b!], 1),
    },
  ],
});

const splitV = defineOp<tf.SplitVAttrs>({
  kernel: tf.SplitV,
  onnx: (emit, { x }, { numOrSizeSplits, axis }) => {
    const at = axis < 0 ? axis + x!.shape.length : axis;
    const lengths = tf.backend_util.prepareSplitSize(
      { shape: x!.shape as number[] } as tf.Tensor,
      numOrSizeSplits,
      at,
    );
    const outputs = lengths.map((length) => ({
      dtype: x!.dtype,
      shape: sizes(x!).map((size, i) => (i === at ? length : size)),
    }));
    return emit.addNode("Split", [x!, emit.ints(lengths)], outputs, { attributes: { axis: at } });
  },
  samples: [
    {
      name: "into 2 and 3",
      shapes: [[2, 5]],
      run: (x) => {
        const [a, b] = tf.split(x!, [2, 3], 1);
        return tf.concat([tf.mul(b!, 2), a!], 1);
      },
    },
  ],
});

const unpack = defineOp<tf.UnpackAttrs>({
  kernel: tf.Unpack,
  onnx: (emit, { value }, { axis }) => {
    const at = axis < 0 ? axis + value!.shape.length : axis;
    const shape = sizes(value!).filter((_, i) => i !== at);
    return Array.from({ length: sizes(value!)[at]! }, (_, i) =>
      emit.reshape(emit.slice(value!, at, i, i + 1), shape),
    );
  },
  samples: [
    {
      name: "rows",
      shapes: [[3, 2]],
      run: (x) => {
        const [a, b, c] = tf.unstack(x!);
        return tf.add(tf.mul(a!, 2), tf.sub(b!, c!));
      },
    },
  ],
});

export const joints: readonly Op[] = [concat, pack, splitV, unpack] as readonly Op[];
