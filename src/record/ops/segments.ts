/** @file Sums by segment: what gathering, scattering and counting come down to. */
import * as tf from "@tensorflow/tfjs";
import type { DType, Value } from "#graph/graph";
import { type Emitter, requireModest, sizes } from "#record/emitter";
import { defineOp, type Op } from "#record/op";
import { sample, varied } from "./sample.ts";
import { filled } from "./shape-value.ts";

/** Up to about as many segments the product is faster than adding row by row (4 times at 64, half as fast at 512). */
const mostByProduct = 256;

/**
 * Rows of x `[n, m]` added up by their segment id, int32 `[n]` → `[count, m]`. Ids outside 0 … count − 1 are dropped.
 * A product with the membership matrix, or `ScatterElements`; `ScatterND` would be faster than both, but several
 * threads of onnxruntime 1.30 lose sums to each other in it.
 */
export function segmentSum(emit: Emitter, x: Value, ids: Value, count: number): Value {
  const [n, m] = sizes(x) as [number, number];
  if (count <= mostByProduct) return emit.gemm(membership(emit, ids, count, x.dtype), x);
  const rows = emit.reshape(withSpare(emit, ids, count), [n, 1]);
  const indices = emit.add("Expand", [rows, emit.ints([1, m])], [n, m]);
  const zeros = filled(emit, emit.cast(emit.scalar(0), x.dtype), [count + 1, m]);
  const attributes = { axis: 0, reduction: "add" };
  const sums = emit.add("ScatterElements", [zeros, indices, x], [count + 1, m], { attributes });
  return emit.slice(sums, 0, 0, count);
}

/** 1 where element j belongs to segment i: `[count, n]`. */
function membership(emit: Emitter, ids: Value, count: number, dtype: DType): Value {
  const n = sizes(ids)[0]!;
  requireModest(count);
  const order = Int32Array.from({ length: count }, (_, i) => i);
  const segments = emit.constant(order, [count, 1], "int32");
  const same = emit.add("Equal", [segments, emit.reshape(ids, [1, n])], [count, n], {
    dtype: "bool",
  });
  return emit.cast(same, dtype);
}

/** Ids out of range become `count`, that of a row to be thrown away. */
function withSpare(emit: Emitter, ids: Value, count: number): Value {
  const scalar = (n: number) => emit.constant(Int32Array.of(n), [], "int32");
  const capped = emit.binary("Min", ids, scalar(count));
  const known = emit.add("Less", [capped, scalar(0)], sizes(ids), { dtype: "bool" });
  return emit.add("Where", [known, scalar(count), capped], sizes(ids), { dtype: "int32" });
}

const unsortedSegmentSum = defineOp<tf.UnsortedSegmentSumAttrs>({
  kernel: tf.UnsortedSegmentSum,
  onnx: (emit, { x, segmentIds }, { numSegments }) => {
    const [n, ...rest] = sizes(x!) as [number, ...number[]];
    const rows = emit.reshape(x!, [n, tf.util.sizeFromShape(rest)]);
    const sums = segmentSum(emit, rows, segmentIds!, numSegments);
    return emit.reshape(sums, [numSegments, ...rest]);
  },
  gradient: {
    inputsToSave: ["segmentIds"],
    gradFunc: (dy, [ids], attributes) => ({
      x: () => gatherKnown(dy as tf.Tensor, ids!, Number(attributes.numSegments)),
      segmentIds: () => tf.zerosLike(tf.cast(ids!, "float32")),
    }),
  },
  samples: [
    varied("rows", (size) => {
      const [n, m] = [size(1, 6), size(1, 4)];
      return { shapes: [[n, m]], run: (x) => segments(x!, n, 3) };
    }),
    sample("ids out of range", [[4, 2, 3]], (x) =>
      tf.unsortedSegmentSum(x!, tf.tensor1d([1, -1, 5, 1], "int32"), 3),
    ),
  ],
});

function segments(x: tf.Tensor, n: number, count: number): tf.Tensor {
  const ids = Int32Array.from({ length: n }, (_, i) => (i * 7) % count);
  return tf.unsortedSegmentSum(x, tf.tensor1d(ids, "int32"), count);
}

/** Each element gets its segment's gradient, none where its id is out of range. */
function gatherKnown(dy: tf.Tensor, ids: tf.Tensor, count: number): tf.Tensor {
  const clipped = tf.minimum(tf.maximum(ids, tf.scalar(0, "int32")), tf.scalar(count - 1, "int32"));
  const known = tf.cast(tf.equal(clipped, ids), "float32");
  const column = tf.reshape(known, [ids.size, ...dy.shape.slice(1).map(() => 1)]);
  return tf.mul(tf.gather(dy, clipped), column);
}

interface CountAttributes {
  readonly size: number;
  readonly binaryOutput?: boolean;
}

/** How often each number from 0 to size − 1 occurs in each row of x `[rows, n]`, or the sum of its weights. */
function counts(emit: Emitter, x: Value, weights: Value, size: number): Value {
  const [rows, n] = sizes(x) as [number, number];
  requireModest(size);
  const order = Int32Array.from({ length: size }, (_, i) => i);
  const numbers = emit.constant(order, [size], "int32");
  const column = emit.reshape(x, [rows, n, 1]);
  const hits = emit.add("Equal", [column, numbers], [rows, n, size], { dtype: "bool" });
  const weighted = sizes(weights).every((length) => length > 0);
  const amounts = weighted
    ? emit.reshape(weights, [rows, 1, n])
    : filled(emit, emit.cast(emit.scalar(1), weights.dtype), [rows, 1, n]);
  const sums = emit.add("MatMul", [amounts, emit.cast(hits, weights.dtype)], [rows, 1, size]);
  return emit.reshape(sums, [rows, size]);
}

/** Each weight has the gradient of the number it counts for. */
const countGradient: NonNullable<Op["gradient"]> = {
  inputsToSave: ["x", "weights"],
  gradFunc: (dy, [x, weights], { size }) => ({
    x: () => tf.zerosLike(tf.cast(x!, "float32")),
    weights: () => {
      if (weights!.size === 0) return tf.zerosLike(weights!);
      const rows = (dy as tf.Tensor).size / Number(size);
      const hits = tf.oneHot(tf.cast(tf.reshape(x!, [rows, -1]), "int32"), Number(size));
      const column = tf.reshape(dy as tf.Tensor, [rows, Number(size), 1]);
      return tf.reshape(tf.matMul(tf.cast(hits, "float32"), column), weights!.shape);
    },
  }),
};

const bincount = defineOp<CountAttributes>({
  kernel: tf.Bincount,
  onnx: (emit, { x, weights }, { size }) => {
    const row = emit.reshape(x!, [1, sizes(x!)[0]!]);
    return emit.reshape(counts(emit, row, weights!, size), [size]);
  },
  gradient: countGradient,
  samples: [
    sample("weighted", [[5]], (w) =>
      tf.bincount(tf.tensor1d([1, 0, 3, 1, 7], "int32"), w as tf.Tensor1D, 4),
    ),
    sample(
      "plain",
      [[6]],
      (x) => tf.bincount(tf.cast(tf.abs(x!), "int32") as tf.Tensor1D, tf.tensor1d([]), 3),
      undefined,
      false,
    ),
  ],
});

const denseBincount = defineOp<CountAttributes>({
  kernel: tf.DenseBincount,
  onnx: (emit, { x, weights }, { size, binaryOutput = false }) => {
    const rank = x!.shape.length;
    const rows = rank === 1 ? emit.reshape(x!, [1, sizes(x!)[0]!]) : x!;
    const sums = counts(emit, rows, weights!, size);
    const shape = [...sizes(x!).slice(0, -1), size];
    if (!binaryOutput) return emit.reshape(sums, shape);
    const some = emit.cast(emit.cast(sums, "bool"), sums.dtype);
    return emit.reshape(some, shape);
  },
  gradient: countGradient,
  samples: [
    sample("weighted rows", [[2, 3]], (w) =>
      tf.denseBincount(tf.tensor2d([1, 0, 1, 2, 2, 0], [2, 3], "int32"), w as tf.Tensor2D, 3),
    ),
    sample(
      "which occur",
      [[2, 6]],
      (x) =>
        tf.denseBincount(
          tf.cast(tf.abs(x!), "int32") as tf.Tensor2D,
          tf.tensor2d([], [0, 6]),
          3,
          true,
        ),
      undefined,
      false,
    ),
  ],
});

export const segmentSums: readonly Op[] = [
  bincount,
  denseBincount,
  unsortedSegmentSum,
] as readonly Op[];
