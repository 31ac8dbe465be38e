/** @file Kernels that move elements without computing: reshape, slice, concat, gather, … */
import * as tf from "@tensorflow/tfjs";
import type { DType } from "#graph/graph";
import { sizes } from "#record/emitter";
import { defineOp, type Op } from "#record/op";

const identity = defineOp({
  kernel: tf.Identity,
  onnx: (_emit, { x }) => x!,
  samples: [{ name: "[2,3]", shapes: [[2, 3]], run: (x) => tf.clone(x!) }],
});

const reshape = defineOp<tf.ReshapeAttrs>({
  kernel: tf.Reshape,
  onnx: (emit, { x }, { shape }) =>
    emit.reshape(x!, tf.util.inferFromImplicitShape(shape, tf.util.sizeFromShape([...sizes(x!)]))),
  samples: [{ name: "[2,6] → [3,4]", shapes: [[2, 6]], run: (x) => tf.reshape(x!, [3, 4]) }],
});

const expandDims = defineOp<tf.ExpandDimsAttrs>({
  kernel: tf.ExpandDims,
  onnx: (emit, { input }, { dim }) => {
    const shape = [...sizes(input!)];
    shape.splice(dim < 0 ? shape.length + 1 + dim : dim, 0, 1);
    return emit.reshape(input!, shape);
  },
  samples: [
    { name: "axis 1", shapes: [[2, 3]], run: (x) => tf.expandDims(x!, 1) },
    { name: "axis −1", shapes: [[2, 3]], run: (x) => tf.expandDims(x!, -1) },
  ],
});

const transpose = defineOp<tf.TransposeAttrs>({
  kernel: tf.Transpose,
  onnx: (emit, { x }, { perm }) => emit.transpose(x!, perm),
  samples: [{ name: "[2,0,1]", shapes: [[2, 3, 4]], run: (x) => tf.transpose(x!, [2, 0, 1]) }],
});

const concat = defineOp<tf.ConcatAttrs>({
  kernel: tf.Concat,
  onnx: (emit, inputs, { axis }) => {
    const parts = Object.values(inputs);
    return emit.concat(parts, axis < 0 ? axis + parts[0]!.shape.length : axis);
  },
  samples: [
    {
      name: "axis −1",
      shapes: [
        [2, 3],
        [2, 2],
      ],
      run: (a, b) => tf.concat([a!, b!], -1),
    },
    {
      name: "axis 0",
      shapes: [
        [2, 3],
        [1, 3],
      ],
      run: (a, b) => tf.concat([a!, b!], 0),
    },
  ],
});

const slice = defineOp<tf.SliceAttrs>({
  kernel: tf.Slice,
  onnx: (emit, { x }, { begin, size }) => {
    const starts = sizes(x!).map((_, axis) =>
      Array.isArray(begin) ? (begin[axis] ?? 0) : axis === 0 ? begin : 0,
    );
    return sizes(x!).reduce((value, full, axis) => {
      const start = starts[axis]!;
      const wanted = Array.isArray(size) ? (size[axis] ?? -1) : axis === 0 ? size : -1;
      return emit.slice(value, axis, start, wanted < 0 ? full : start + wanted);
    }, x!);
  },
  samples: [
    { name: "inner block", shapes: [[3, 4]], run: (x) => tf.slice(x!, [1, 0], [2, 3]) },
    { name: "vector", shapes: [[7]], run: (x) => tf.slice(x!, 2, 3) },
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

const padV2 = defineOp<tf.PadV2Attrs>({
  kernel: tf.PadV2,
  onnx: (emit, { x }, { paddings, constantValue }) => {
    const shape = sizes(x!).map((size, i) => size + paddings[i]![0] + paddings[i]![1]);
    const pads = emit.ints([
      ...paddings.map(([before]) => before),
      ...paddings.map(([, after]) => after),
    ]);
    return emit.add("Pad", [x!, pads, emit.scalar(constantValue)], shape);
  },
  samples: [
    {
      name: "with 0.5",
      shapes: [[2, 3]],
      run: (x) =>
        tf.pad(
          x!,
          [
            [1, 0],
            [0, 2],
          ],
          0.5,
        ),
    },
  ],
});

const tile = defineOp<tf.TileAttrs>({
  kernel: tf.Tile,
  onnx: (emit, { x }, { reps }) => {
    const shape = sizes(x!).map((size, i) => size * reps[i]!);
    const expands = sizes(x!).every((size, i) => size === 1 || reps[i] === 1);
    return expands
      ? emit.add("Expand", [x!, emit.ints(shape)], shape)
      : emit.add("Tile", [x!, emit.ints(reps)], shape);
  },
  samples: [
    { name: "broadcast", shapes: [[2, 1]], run: (x) => tf.broadcastTo(x!, [2, 3]) },
    { name: "repeat", shapes: [[2, 3]], run: (x) => tf.tile(x!, [2, 1]) },
  ],
});

const fillLike = (kernel: string, run: (x: tf.Tensor) => tf.Tensor, fill: number): Op =>
  defineOp({
    kernel,
    onnx: (emit, { x }) => {
      const shape = emit.ints([...sizes(x!)]);
      return emit.add("Expand", [emit.scalar(fill), shape], sizes(x!));
    },
    samples: [{ name: "[2,3]", shapes: [[2, 3]], run: (x) => run(x!), differentiable: false }],
  });

const gather = defineOp<tf.GatherV2Attrs>({
  kernel: tf.GatherV2,
  onnx: (emit, { x, indices }, { axis }) => {
    const shape = [...sizes(x!)];
    shape.splice(axis, 1, ...sizes(indices!));
    return emit.add("Gather", [x!, indices!], shape, { attributes: { axis } });
  },
  samples: [
    {
      name: "rows",
      shapes: [[4, 3]],
      run: (x) => tf.gather(x!, tf.tensor1d([2, 0, 3], "int32")),
      differentiable: false,
    },
  ],
});

const oneHot = defineOp<tf.OneHotAttrs>({
  kernel: tf.OneHot,
  onnx: (emit, { indices }, { depth, onValue, offValue, dtype }) => {
    const shape = [...sizes(indices!), depth];
    const classes = emit.constant(
      Int32Array.from({ length: depth }, (_, i) => i),
      [depth],
      "int32",
    );
    const column = emit.reshape(indices!, [...sizes(indices!), 1]);
    const hit = emit.cast(
      emit.add("Equal", [column, classes], shape, { dtype: "bool" }),
      "float32",
    );
    const spread = emit.binary("Mul", hit, emit.scalar(onValue - offValue));
    return emit.cast(emit.binary("Add", spread, emit.scalar(offValue)), dtype as DType);
  },
  samples: [
    {
      name: "of the largest",
      shapes: [[4, 3]],
      run: (x) => tf.oneHot(tf.argMax(x!, -1) as tf.Tensor1D, 3),
      differentiable: false,
    },
  ],
});

export const shapes: readonly Op[] = [
  concat,
  expandDims,
  fillLike(tf.OnesLike, tf.onesLike, 1),
  fillLike(tf.ZerosLike, tf.zerosLike, 0),
  gather,
  identity,
  oneHot,
  pack,
  padV2,
  reshape,
  slice,
  splitV,
  tile,
  transpose,
  unpack,
] as readonly Op[];
