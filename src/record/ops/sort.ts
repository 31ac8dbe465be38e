/** @file The largest elements, in order. */
import * as tf from "@tensorflow/tfjs";
import { sizes } from "#record/emitter";
import { defineOp, type Op } from "#record/op";
import { sample, varied } from "./sample.ts";

/** Of equal elements the first comes first, as in tf.js. */
const topK = defineOp<tf.TopKAttrs>({
  kernel: tf.TopK,
  onnx: (emit, { x }, { k, sorted }) => {
    const shape = [...sizes(x!).slice(0, -1), k];
    const outputs = [
      { dtype: x!.dtype, shape },
      { dtype: "int64", shape },
    ] as const;
    const attributes = { axis: -1, largest: 1, sorted: sorted ? 1 : 0 };
    const [values, indices] = emit.addNode("TopK", [x!, emit.ints([k])], outputs, { attributes });
    return [values!, emit.cast(indices!, "int32")];
  },
  gradient: {
    inputsToSave: ["x"],
    outputsToSave: [false, true],
    gradFunc: (dys, [x, indices]) => ({
      x: () => {
        const [n, k] = [x!.shape.at(-1)!, indices!.shape.at(-1)!];
        const rows = x!.size / n;
        const places = tf.oneHot(tf.cast(tf.reshape(indices!, [rows, k]), "int32"), n);
        const dy = tf.reshape((dys as tf.Tensor[])[0]!, [rows, 1, k]);
        return tf.reshape(tf.matMul(dy, tf.cast(places, "float32")), x!.shape);
      },
    }),
  },
  samples: [
    varied("values of 2", (size) => ({
      shapes: [[size(1, 3), size(2, 6)]],
      run: (x) => tf.topk(x!, 2).values,
    })),
    varied(
      "indices",
      (size) => ({
        shapes: [[size(1, 3), size(1, 3), size(3, 6)]],
        run: (x) => tf.topk(x!, 3).indices,
      }),
      { differentiable: false },
    ),
    sample("all, a vector", [[6]], (x) => tf.topk(x!, 6).values),
  ],
});

export const sorts: readonly Op[] = [topK] as readonly Op[];
