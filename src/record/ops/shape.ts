/** @file Kernels that rename or repeat elements: reshape, transpose, tile, … */
import * as tf from "@tensorflow/tfjs";
import { requireModest, sizes } from "#record/emitter";
import { defineOp, type Op } from "#record/op";
import { anyShape, drawShape, varied } from "./sample.ts";
import { shapeValue } from "./shape-value.ts";

const identity = defineOp({
  kernel: tf.Identity,
  onnx: (_emit, { x }) => x!,
  samples: [anyShape("any shape", 1, (x) => tf.clone(x!))],
});

const reshape = defineOp<tf.ReshapeAttrs>({
  kernel: tf.Reshape,
  onnx: (emit, { x }, { shape }) =>
    emit.reshape(x!, tf.util.inferFromImplicitShape(shape, tf.util.sizeFromShape([...sizes(x!)]))),
  samples: [
    { name: "[2,6] → [3,4]", shapes: [[2, 6]], run: (x) => tf.reshape(x!, [3, 4]) },
    anyShape("flat", 1, (x) => tf.reshape(x!, [-1])),
  ],
});

const expandDims = defineOp<tf.ExpandDimsAttrs>({
  kernel: tf.ExpandDims,
  onnx: (emit, { input }, { dim }) => {
    const shape = [...sizes(input!)];
    shape.splice(dim < 0 ? shape.length + 1 + dim : dim, 0, 1);
    return emit.reshape(input!, shape);
  },
  samples: [
    anyShape("axis 1", 1, (x) => tf.expandDims(x!, 1)),
    anyShape("axis −1", 1, (x) => tf.expandDims(x!, -1)),
  ],
});

const transpose = defineOp<tf.TransposeAttrs>({
  kernel: tf.Transpose,
  onnx: (emit, { x }, { perm }) => emit.transpose(x!, perm),
  samples: [
    varied(
      "[2,0,1]",
      (size) => ({ shapes: [drawShape(size, 3, 3)], run: (x) => tf.transpose(x!, [2, 0, 1]) }),
      { batch: [0] },
    ),
    anyShape("all reversed", 1, (x) => tf.transpose(x!)),
  ],
});

/** `Expand` where axes of one element are repeated, `Tile` elsewhere. */
const tile = defineOp<tf.TileAttrs>({
  kernel: tf.Tile,
  onnx: (emit, { x }, { reps }) => {
    const shape = sizes(x!).map((size, i) => size * reps[i]!);
    if (reps.every((times) => times === 1)) return x!;
    const expands = sizes(x!).every((size, i) => size === 1 || reps[i] === 1);
    if (!expands) return emit.add("Tile", [x!, emit.ints(reps)], shape);
    const target = sizes(x!).map((size, i) => (size === 1 ? reps[i]! : 1));
    return emit.add("Expand", [x!, shapeValue(emit, target)], shape);
  },
  gradient: {
    inputsToSave: ["x"],
    gradFunc: (dy, [x], { reps }) => ({
      x: () => {
        const pairs = x!.shape.flatMap((size, i) => [(reps as number[])[i]!, size]);
        const repeats = x!.shape.map((_, i) => 2 * i);
        return tf.reshape(tf.sum(tf.reshape(dy as tf.Tensor, pairs), repeats), x!.shape);
      },
    }),
  },
  samples: [
    varied("broadcast", (size) => {
      const [rows, columns] = [size(1, 4), size(1, 4)];
      return { shapes: [[rows, 1]], run: (x) => tf.broadcastTo(x!, [rows, columns]) };
    }),
    varied("repeat", (size) => {
      const reps = Array.from({ length: size(1, 4) }, () => size(1, 3));
      return { shapes: [reps.map(() => size(1, 3))], run: (x) => tf.tile(x!, reps) };
    }),
  ],
});

/** x of size n on the diagonal of `[n, n]`, each axis in the shape of x. */
const diag = defineOp({
  kernel: tf.Diag,
  onnx: (emit, { x }) => {
    const n = tf.util.sizeFromShape([...sizes(x!)]);
    requireModest(n * n);
    const unit = Float32Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0));
    const diagonal = emit.cast(emit.constant(unit, [n, n]), x!.dtype);
    const spread = emit.binary("Mul", diagonal, emit.reshape(x!, [n]));
    return emit.reshape(spread, [...sizes(x!), ...sizes(x!)]);
  },
  gradient: {
    inputsToSave: ["x"],
    gradFunc: (dy, [x]) => ({
      x: () => {
        const n = x!.size;
        const rows = tf.reshape(dy as tf.Tensor, [n * n]);
        const places = tf.range(0, n * n, n + 1, "int32");
        return tf.reshape(tf.gather(rows, places), x!.shape);
      },
    }),
  },
  samples: [
    varied("any shape", (size) => ({ shapes: [drawShape(size, 1, 2)], run: (x) => tf.diag(x!) })),
  ],
});

export const shapes: readonly Op[] = [
  diag,
  expandDims,
  identity,
  reshape,
  tile,
  transpose,
] as readonly Op[];
