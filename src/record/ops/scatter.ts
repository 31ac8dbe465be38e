/** @file Writing elements by index. */
import * as tf from "@tensorflow/tfjs";
import type { Value } from "#graph/graph";
import { type Emitter, sizes } from "#record/emitter";
import { defineOp, type Op } from "#record/op";
import { sample, varied } from "./sample.ts";
import { segmentSum } from "./segments.ts";
import { filled } from "./shape-value.ts";

interface ShapeAttribute {
  readonly shape: number[];
}

/** Positions `[…, axes]` in a tensor → the row of its matrix `[rows, rest]` they name, int32 `[n]`. */
function rowIds(emit: Emitter, indices: Value, shape: readonly number[]): Value {
  const axes = sizes(indices).at(-1)!;
  const n = tf.util.sizeFromShape(sizes(indices).slice(0, -1));
  const places = emit.reshape(indices, [n, axes]);
  const strides = Int32Array.from({ length: axes }, (_, i) =>
    tf.util.sizeFromShape(shape.slice(i + 1, axes)),
  );
  const ids = emit.gemm(places, emit.constant(strides, [axes, 1], "int32"));
  return emit.reshape(ids, [n]);
}

/** Updates that name one place are added up. */
const scatterNd = defineOp<ShapeAttribute>({
  kernel: tf.ScatterNd,
  onnx: (emit, { indices, updates }, { shape }) => {
    const axes = sizes(indices!).at(-1)!;
    const ids = rowIds(emit, indices!, shape);
    const rest = tf.util.sizeFromShape(shape.slice(axes));
    const rows = emit.reshape(updates!, [sizes(ids)[0]!, rest]);
    const count = tf.util.sizeFromShape(shape.slice(0, axes));
    return emit.reshape(segmentSum(emit, rows, ids, count), shape);
  },
  gradient: {
    inputsToSave: ["indices"],
    gradFunc: (dy, [indices]) => ({
      updates: () => tf.gatherND(dy as tf.Tensor, indices!),
      indices: () => tf.zerosLike(tf.cast(indices!, "float32")),
    }),
  },
  samples: [
    varied("rows, one twice", (size) => {
      const width = size(1, 4);
      return {
        shapes: [[3, width]],
        run: (x) => tf.scatterND(tf.tensor2d([2, 0, 2], [3, 1], "int32"), x!, [4, width]),
      };
    }),
    sample("elements", [[3]], (x) =>
      tf.scatterND(tf.tensor2d([2, 0, 0, 3, 1, 1], [3, 2], "int32"), x!, [3, 4]),
    ),
  ],
});

/** A tensor of its own: tf.js's CPU kernel of TensorScatterUpdate writes into its argument. */
const copied = (x: tf.Tensor): tf.Tensor => tf.mul(x, 1);

/** Where updates name one place twice the last one stays. */
const tensorScatterUpdate = defineOp({
  kernel: tf.TensorScatterUpdate,
  onnx: (emit, { tensor, indices, updates }) =>
    emit.add("ScatterND", [tensor!, emit.cast(indices!, "int64"), updates!], sizes(tensor!)),
  gradient: {
    inputsToSave: ["indices"],
    gradFunc: (dy, [indices]) => ({
      tensor: () => {
        const places = tf.gatherND(dy as tf.Tensor, indices!);
        return tf.tensorScatterUpdate(copied(dy as tf.Tensor), indices!, tf.zerosLike(places));
      },
      updates: () => tf.gatherND(dy as tf.Tensor, indices!),
      indices: () => tf.zerosLike(tf.cast(indices!, "float32")),
    }),
  },
  samples: [
    varied("rows", (size) => {
      const width = size(1, 4);
      return {
        shapes: [
          [4, width],
          [2, width],
        ],
        run: (x, rows) =>
          tf.tensorScatterUpdate(copied(x!), tf.tensor2d([2, 0], [2, 1], "int32"), rows!),
      };
    }),
  ],
});

interface DenseAttributes {
  readonly outputShape: number[];
}

/** Values at given places `[n, axes]`, a default elsewhere. */
const sparseToDense = defineOp<DenseAttributes>({
  kernel: tf.SparseToDense,
  onnx: (emit, { sparseIndices, sparseValues, defaultValue }, { outputShape }) => {
    const places = sizes(sparseIndices!);
    const n = places.length === 0 ? 1 : places[0]!;
    const indices = emit.reshape(sparseIndices!, [n, places.length === 2 ? places[1]! : 1]);
    const values = filled(emit, emit.reshape(sparseValues!, n === 1 ? [1] : sizes(sparseValues!)), [
      n,
    ]);
    const rest = filled(emit, emit.reshape(defaultValue!, []), outputShape);
    return emit.add("ScatterND", [rest, emit.cast(indices, "int64"), values], outputShape);
  },
  gradient: {
    inputsToSave: ["sparseIndices", "sparseValues"],
    gradFunc: (dy, [indices, values]) => {
      const rank = (dy as tf.Tensor).rank;
      const read = () =>
        tf.gatherND(dy as tf.Tensor, tf.reshape(indices!, [indices!.size / rank, rank]));
      return {
        sparseIndices: () => tf.zerosLike(tf.cast(indices!, "float32")),
        sparseValues: () =>
          values!.rank === 0 ? tf.sum(read()) : tf.reshape(read(), values!.shape),
        defaultValue: () => tf.sub(tf.sum(dy as tf.Tensor), tf.sum(read())),
      };
    },
  },
  samples: [
    sample("vector", [[2], []], (values, rest) =>
      tf.sparseToDense(tf.tensor1d([3, 1], "int32"), values!, [5], rest as tf.Scalar),
    ),
    sample("matrix, one value", [[], []], (value, rest) =>
      tf.sparseToDense(
        tf.tensor2d([1, 0, 0, 2], [2, 2], "int32"),
        value!,
        [2, 3],
        rest as tf.Scalar,
      ),
    ),
  ],
});

export const scatters: readonly Op[] = [
  scatterNd,
  sparseToDense,
  tensorScatterUpdate,
] as readonly Op[];
