/** @file Reductions over axes. */
import * as tf from "@tensorflow/tfjs";
import type { Value } from "#graph/graph";
import { type Emitter, isBatchSized, sizes } from "#record/emitter";
import { defineOp, type Op, type OpSample } from "#record/op";
import { flat } from "./flat.ts";
import { anyShape, drawShape, varied } from "./sample.ts";

interface ReduceAttributes {
  readonly axis: number | number[];
  readonly keepDims: boolean;
}

/** The axes, ascending and non-negative. */
function axesOf(
  x: { readonly shape: readonly unknown[] },
  axis: number | number[] | null | undefined,
): number[] {
  if (axis === null || axis === undefined) return x.shape.map((_, i) => i);
  return tf.util.parseAxisParam(axis, x.shape as number[]).sort((a, b) => a - b);
}

function reducedShape(x: Value, axes: readonly number[], keepDims: boolean): number[] {
  return sizes(x).flatMap((size, i) => (axes.includes(i) ? (keepDims ? [1] : []) : [size]));
}

/** An ONNX reduction with its axes as an attribute (opset 13–17). */
function reduce(emit: Emitter, op: string, x: Value, axes: number[], keepDims: boolean): Value {
  const attributes = { axes, keepdims: keepDims ? 1 : 0 };
  return emit.add(op, [x], reducedShape(x, axes, keepDims), { attributes });
}

/**
 * The sum over leading axes as a product with a vector of ones: onnxruntime's matrix product is several times
 * faster than its ReduceSum. [n, m] → ones [1, n] · [n, m]. A product of two long vectors is slow in turn: what
 * becomes one number is summed over rows first, and then over columns.
 */
function sumLeading(emit: Emitter, x: Value, count: number, shape: readonly number[]): Value {
  const [rows, columns] = [sizes(x).slice(0, count), sizes(x).slice(count)].map(product) as [
    number,
    number,
  ];
  const width = columns === 1 ? foldedWidth(rows) : 1;
  const height = rows / width;
  const ones = (length: number) => emit.constant(new Float32Array(length).fill(1), [1, length]);
  const sums = emit.gemm(ones(height), emit.reshape(x, [height, columns * width]));
  const total = width === 1 ? sums : emit.gemm(ones(width), emit.reshape(sums, [width, 1]));
  return emit.reshape(total, shape);
}

const product = (numbers: readonly number[]) => numbers.reduce((a, b) => a * b, 1);

/** The largest divisor up to 1024 of a count that is worth two products; else 1. */
function foldedWidth(count: number): number {
  if (count < 4096) return 1;
  for (let width = 1024; width > 1; width--) if (count % width === 0) return width;
  return 1;
}

function sum(emit: Emitter, x: Value, axes: number[], keepDims: boolean): Value {
  const shape = reducedShape(x, axes, keepDims);
  const leading = axes.every((axis, i) => axis === i);
  const floats = x.dtype === "float32" && axes.length > 0;
  if (leading && floats && emit.purpose === "training" && !sizes(x).some(isBatchSized)) {
    return sumLeading(emit, x, axes.length, shape);
  }
  const options = { attributes: { keepdims: keepDims ? 1 : 0 } };
  return emit.add("ReduceSum", [x, emit.ints(axes)], shape, options);
}

const samples = (
  run: (x: tf.Tensor, axis?: number | number[], keep?: boolean) => tf.Tensor,
  { acrossBatch = true, differentiable = true } = {},
): OpSample[] =>
  (
    [
      ["all axes", undefined, false],
      ["last axis, kept", -1, true],
      ["leading axes", [0, 1], false],
      ["middle axis", 1, false],
    ] as const
  ).map(([name, axis, keep]) =>
    varied(
      name,
      (size) => ({
        shapes: [drawShape(size, 3, 3)],
        run: (x) => run(x!, typeof axis === "object" ? [...axis] : axis, keep),
      }),
      { differentiable, ...((acrossBatch || axis === 1 || axis === -1) && { batch: [0] }) },
    ),
  );

/** How many elements become one; a multiple of the stand-in where the batch is among the axes. */
function countOf(shape: readonly number[], axes: readonly number[]): number {
  return axes.reduce((product, axis) => product * shape[axis]!, 1);
}

/** dy spread evenly over what was reduced. */
function spread(dy: tf.Tensor, x: tf.Tensor, axis: number | number[]): tf.Tensor {
  const axes = axesOf(x, axis);
  const kept = x.shape.map((size, i) => (axes.includes(i) ? 1 : size));
  return tf.broadcastTo(tf.reshape(dy, kept), x.shape);
}

const sumOp = defineOp<ReduceAttributes>({
  kernel: tf.Sum,
  onnx: (emit, { x }, { axis, keepDims }) => sum(emit, x!, axesOf(x!, axis), keepDims),
  gradient: {
    inputsToSave: ["x"],
    gradFunc: (dy, [x], { axis }) => ({
      x: () => spread(dy as tf.Tensor, x!, axis as number | number[]),
    }),
  },
  samples: samples(tf.sum),
});

const mean = defineOp<ReduceAttributes>({
  kernel: tf.Mean,
  onnx: (emit, { x }, { axis, keepDims }) => {
    const axes = axesOf(x!, axis);
    const count = countOf(sizes(x!), axes);
    const floats = emit.cast(x!, "float32");
    if (emit.purpose === "inference" || isBatchSized(count)) {
      return reduce(emit, "ReduceMean", floats, axes, keepDims);
    }
    return emit.binary("Mul", sum(emit, floats, axes, keepDims), emit.scalar(1 / count));
  },
  gradient: {
    inputsToSave: ["x"],
    gradFunc: (dy, [x], { axis }) => ({
      x: () => {
        const axes = axesOf(x!, axis as number | number[]);
        const count = countOf(x!.shape, axes);
        if (!isBatchSized(count)) return spread(tf.div(dy as tf.Tensor, count), x!, axes);
        return tf.div(spread(dy as tf.Tensor, x!, axes), tf.sum(tf.onesLike(x!), axes, true));
      },
    }),
  },
  samples: samples(tf.mean),
});

interface ArgAttributes {
  readonly axis: number;
}

function arg(
  kernel: string,
  op: string,
  run: (x: tf.Tensor, axis: number) => tf.Tensor,
): Op<ArgAttributes> {
  return defineOp<ArgAttributes>({
    kernel,
    onnx: (emit, { x }, { axis }) => {
      const [only] = axesOf(x!, axis);
      const attributes = { axis: only!, keepdims: 0 };
      const shape = reducedShape(x!, [only!], false);
      return emit.cast(emit.add(op, [x!], shape, { dtype: "int64", attributes }), "int32");
    },
    samples: [
      anyShape("last axis", 1, (x) => run(x!, -1), { differentiable: false }),
      anyShape("first axis", 1, (x) => run(x!, 0), { differentiable: false }),
    ],
  });
}

function extremum(
  kernel: string,
  op: string,
  run: (x: tf.Tensor, axis?: number | number[], keep?: boolean) => tf.Tensor,
): Op {
  return defineOp<{ reductionIndices?: number[]; axis?: number[]; keepDims: boolean }>({
    kernel,
    onnx: (emit, { x }, { axis, reductionIndices, keepDims }) =>
      reduce(emit, op, x!, axesOf(x!, axis ?? reductionIndices), keepDims),
    samples: samples(run),
  }) as Op;
}

/** dy times the product of all others, without dividing: zeros are no trouble. tf.js's takes no negative axis. */
function prodGradient(dy: tf.Tensor, x: tf.Tensor, axis: number | number[] | null): tf.Tensor {
  const axes = axesOf(x, axis);
  const kept = [...x.shape.keys()].filter((i) => !axes.includes(i));
  const order = [...kept, ...axes];
  const moved = tf.transpose(x, order);
  const outer = kept.map((i) => x.shape[i]!);
  const rows = tf.reshape(moved, [...outer, tf.util.sizeFromShape(axes.map((i) => x.shape[i]!))]);
  const others = tf.mul(
    tf.cumprod(rows, kept.length, true),
    tf.cumprod(rows, kept.length, true, true),
  );
  const spread = tf.mul(tf.reshape(dy, [...outer, 1]), others);
  const back = x.shape.map((_, i) => order.indexOf(i));
  return tf.transpose(tf.reshape(spread, moved.shape), back);
}

const prod = defineOp<ReduceAttributes>({
  kernel: tf.Prod,
  onnx: (emit, { x }, { axis, keepDims }) =>
    reduce(emit, "ReduceProd", x!, axesOf(x!, axis), keepDims),
  gradient: {
    inputsToSave: ["x"],
    gradFunc: (dy, [x], { axis }) => ({
      x: () => prodGradient(dy as tf.Tensor, x!, axis as number | number[]),
    }),
  },
  samples: samples(tf.prod, { acrossBatch: false }),
});

/** Whether every element is true, or some: the least, or largest, of zeros and ones. */
function quantifier(
  kernel: string,
  op: string,
  run: (x: tf.Tensor, axis?: number | number[], keep?: boolean) => tf.Tensor,
): Op<ReduceAttributes> {
  return defineOp<ReduceAttributes>({
    kernel,
    onnx: (emit, { x }, { axis, keepDims }) => {
      const numbers = emit.cast(x!, "int32");
      return emit.cast(reduce(emit, op, numbers, axesOf(x!, axis), keepDims), "bool");
    },
    gradient: flat("x"),
    samples: samples((x, axis, keep) => run(tf.greater(x, -1), axis, keep), {
      differentiable: false,
    }),
  });
}

export const reductions: readonly Op[] = [
  quantifier(tf.All, "ReduceMin", tf.all),
  quantifier(tf.Any, "ReduceMax", tf.any),
  arg(tf.ArgMax, "ArgMax", tf.argMax),
  arg(tf.ArgMin, "ArgMin", tf.argMin),
  extremum(tf.Max, "ReduceMax", tf.max),
  extremum(tf.Min, "ReduceMin", tf.min),
  mean,
  prod,
  sumOp,
] as readonly Op[];
