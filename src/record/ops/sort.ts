/** @file Order: the largest elements, and places in sorted rows. */
import * as tf from "@tensorflow/tfjs";
import { sizes } from "#record/emitter";
import { defineOp, type Op } from "#record/op";
import { flat } from "./flat.ts";
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
      { batch: [0], differentiable: false },
    ),
    sample("all, a vector", [[6]], (x) => tf.topk(x!, 6).values),
  ],
});

interface SearchAttributes {
  readonly side: "left" | "right";
}

/** Where values belong in sorted rows: how many elements are below (left), or not above (right). */
const searchSorted = defineOp<SearchAttributes>({
  kernel: tf.SearchSorted,
  onnx: (emit, { sortedSequence, values }, { side }) => {
    const [rows, n] = sizes(sortedSequence!) as [number, number];
    const count = sizes(values!)[1]!;
    const sorted = emit.reshape(sortedSequence!, [rows, 1, n]);
    const wanted = emit.reshape(values!, [rows, count, 1]);
    const op = side === "left" ? "Less" : "LessOrEqual";
    const before = emit.add(op, [sorted, wanted], [rows, count, n], { dtype: "bool" });
    const options = { attributes: { keepdims: 0 } };
    const axes = emit.ints([2]);
    return emit.add("ReduceSum", [emit.cast(before, "int32"), axes], [rows, count], options);
  },
  gradient: flat("sortedSequence", "values"),
  samples: (["left", "right"] as const).map((side) =>
    varied(
      side,
      (size) => ({
        shapes: [[2, size(1, 5)]],
        run: (x) =>
          tf.searchSorted(tf.tensor2d([-1, 0, 0, 1, -2, -1, 1, 2], [2, 4]), tf.round(x!), side),
      }),
      { differentiable: false },
    ),
  ),
});

export const sorts: readonly Op[] = [searchSorted, topK] as readonly Op[];
