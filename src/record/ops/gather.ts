/** @file Reading elements by index. */
import * as tf from "@tensorflow/tfjs";
import { sizes } from "#record/emitter";
import { defineOp, type Op } from "#record/op";
import { sample, varied } from "./sample.ts";

/** The sizes of `x[batch, outer, dim, slice]` gathered at `[batch, count]`. */
function gatherSizes(x: tf.Tensor, indices: tf.Tensor, axis: number, batchDims: number) {
  const at = axis < 0 ? axis + x.rank : axis;
  const product = (shape: readonly number[]) => tf.util.sizeFromShape([...shape]);
  return {
    batch: product(x.shape.slice(0, batchDims)),
    outer: product(x.shape.slice(batchDims, at)),
    dim: x.shape[at]!,
    slice: product(x.shape.slice(at + 1)),
    count: product(indices.shape.slice(batchDims)),
  };
}

/** Gradients of one element gathered often are added up; tf.js's forgets batch dimensions after the first. */
function gatherGradient(
  dy: tf.Tensor,
  x: tf.Tensor,
  indices: tf.Tensor,
  { axis, batchDims }: tf.GatherV2Attrs,
): tf.Tensor {
  const { batch, outer, dim, slice, count } = gatherSizes(x, indices, axis, batchDims ?? 0);
  const byIndex = tf.transpose(tf.reshape(dy, [batch, outer, count, slice]), [0, 2, 1, 3]);
  const first = tf.mul(tf.range(0, batch, 1, "int32"), tf.scalar(dim, "int32"));
  const ids = tf.add(tf.reshape(indices, [batch, count]), tf.reshape(first, [batch, 1]));
  const sums = tf.unsortedSegmentSum(
    tf.reshape(byIndex, [batch * count, outer * slice]),
    tf.reshape(ids, [batch * count]),
    batch * dim,
  );
  return tf.reshape(
    tf.transpose(tf.reshape(sums, [batch, dim, outer, slice]), [0, 2, 1, 3]),
    x.shape,
  );
}

const gather = defineOp<tf.GatherV2Attrs>({
  kernel: tf.GatherV2,
  onnx: (emit, { x, indices }, { axis, batchDims = 0 }) => {
    const [from, at] = [sizes(x!), axis < 0 ? axis + x!.shape.length : axis];
    const shape = [
      ...from.slice(0, at),
      ...sizes(indices!).slice(batchDims),
      ...from.slice(at + 1),
    ];
    if (batchDims === 0)
      return emit.add("Gather", [x!, indices!], shape, { attributes: { axis: at } });
    const moved = [...from.keys()].filter((i) => i !== at);
    moved.splice(batchDims, 0, at);
    const table = at === batchDims ? x! : emit.transpose(x!, moved);
    const column = emit.cast(emit.reshape(indices!, [...sizes(indices!), 1]), "int64");
    const inner = sizes(table).slice(batchDims + 1);
    const rows = emit.add("GatherND", [table, column], [...sizes(indices!), ...inner], {
      attributes: { batch_dims: batchDims },
    });
    if (at === batchDims) return rows;
    const ranks = { index: indices!.shape.length - batchDims, outer: at - batchDims };
    const order = rows.shape.map((_, i) => {
      if (i < batchDims || i >= batchDims + ranks.outer + ranks.index) return i;
      return i < batchDims + ranks.outer ? i + ranks.index : i - ranks.outer;
    });
    return emit.transpose(rows, order);
  },
  gradient: {
    inputsToSave: ["x", "indices"],
    gradFunc: (dy, [x, indices], attributes) => ({
      x: () =>
        gatherGradient(dy as tf.Tensor, x!, indices!, attributes as unknown as tf.GatherV2Attrs),
      indices: () => tf.zerosLike(tf.cast(indices!, "float32")),
    }),
  },
  samples: [
    varied("rows", (size) => {
      const [rows, columns] = [size(3, 6), size(1, 4)];
      return {
        shapes: [[rows, columns]],
        run: (x) => tf.gather(x!, tf.tensor1d([2, 0, 2, 1], "int32")),
      };
    }),
    varied("a matrix of indices, middle axis", (size) => ({
      shapes: [[size(1, 3), size(2, 5), size(1, 3)]],
      run: (x) => tf.gather(x!, tf.tensor2d([1, 0, 1, 1], [2, 2], "int32"), 1),
    })),
    varied("per sample", (size) => ({
      shapes: [[2, size(3, 5), size(1, 3)]],
      run: (x) => tf.gather(x!, tf.tensor2d([1, 0, 1, 2, 2, 2], [2, 3], "int32"), 1, 1),
    })),
    sample("per sample, last axis", [[2, 3, 2, 4]], (x) =>
      tf.gather(x!, tf.tensor2d([1, 0, 3, 2, 2, 2], [2, 3], "int32"), -1, 1),
    ),
  ],
});

const gatherNd = defineOp({
  kernel: tf.GatherNd,
  onnx: (emit, { params, indices }) => {
    const places = sizes(indices!);
    const shape = [...places.slice(0, -1), ...sizes(params!).slice(places.at(-1)!)];
    return emit.add("GatherND", [params!, emit.cast(indices!, "int64")], shape);
  },
  gradient: {
    inputsToSave: ["params", "indices"],
    gradFunc: (dy, [params, indices]) => ({
      params: () => tf.scatterND(indices!, dy as tf.Tensor, params!.shape),
      indices: () => tf.zerosLike(tf.cast(indices!, "float32")),
    }),
  },
  samples: [
    varied("rows, one twice", (size) => ({
      shapes: [[3, size(1, 4)]],
      run: (x) => tf.gatherND(x!, tf.tensor2d([2, 0, 2], [3, 1], "int32")),
    })),
    sample("elements", [[3, 4]], (x) =>
      tf.gatherND(x!, tf.tensor2d([2, 0, 0, 3, 1, 1], [3, 2], "int32")),
    ),
  ],
});

export const gathers: readonly Op[] = [gather, gatherNd] as readonly Op[];
