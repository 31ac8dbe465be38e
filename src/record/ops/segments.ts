/** @file Sums by segment: what gathering, scattering and counting come down to. */
import * as tf from "@tensorflow/tfjs";
import type { Value } from "#graph/graph";
import { type Emitter, sizes } from "#record/emitter";
import { defineOp, type Op } from "#record/op";
import { sample, varied } from "./sample.ts";
import { filled } from "./shape-value.ts";

/** Up to this many elements the membership matrix is cheaper than adding row by row. */
const largestMembership = 2 ** 20;

/**
 * Rows of x `[n, m]` added up by their segment id, int32 `[n]` → `[count, m]`. Ids outside 0 … count − 1 are dropped.
 * A product with the membership matrix, or `ScatterElements` (one after the other, so always the same sum;
 * `ScatterND` adds in parallel).
 */
export function segmentSum(emit: Emitter, x: Value, ids: Value, count: number): Value {
  const [n, m] = sizes(x) as [number, number];
  if (n * count <= largestMembership) return emit.gemm(membership(emit, ids, count, x.dtype), x);
  const rows = emit.reshape(withSpare(emit, ids, count), [n, 1]);
  const indices = emit.add("Expand", [rows, emit.ints([1, m])], [n, m]);
  const zeros = filled(emit, emit.cast(emit.scalar(0), x.dtype), [count + 1, m]);
  const attributes = { axis: 0, reduction: "add" };
  const sums = emit.add("ScatterElements", [zeros, indices, x], [count + 1, m], { attributes });
  return emit.slice(sums, 0, 0, count);
}

/** 1 where element j belongs to segment i: `[count, n]`. */
export function membership(
  emit: Emitter,
  ids: Value,
  count: number,
  dtype: Value["dtype"] = "float32",
): Value {
  const n = sizes(ids)[0]!;
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

export const segmentSums: readonly Op[] = [unsortedSegmentSum] as readonly Op[];
