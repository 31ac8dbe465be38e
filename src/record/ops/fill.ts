/** @file Tensors made of numbers alone. */
import * as tf from "@tensorflow/tfjs";
import { UserError } from "#core/errors";
import type { DType } from "#graph/graph";
import { type Emitter, requireModest, sizes } from "#record/emitter";
import { defineOp, type Op } from "#record/op";
import { anyShape, sample, varied } from "./sample.ts";
import { filled } from "./shape-value.ts";

const fill = defineOp<tf.FillAttrs>({
  kernel: tf.Fill,
  onnx: (emit, _inputs, { shape, value, dtype }) => {
    if (typeof value === "string") {
      throw new UserError("tf.fill with a text cannot be recorded", "fill with a number");
    }
    return filled(emit, number(emit, value, dtype as DType), shape);
  },
  samples: [
    sample("added", [[2, 3]], (x) => tf.add(x!, tf.fill([2, 3], 0.5))),
    sample("of int32", [[2, 3]], (x) => tf.add(x!, tf.cast(tf.fill([3], 2, "int32"), "float32"))),
  ],
});

function number(emit: Emitter, value: number, dtype: DType) {
  if (dtype === "float32") return emit.scalar(value);
  if (dtype === "bool") return emit.constant(Uint8Array.of(value ? 1 : 0), [], "bool");
  return emit.constant(Int32Array.of(value), [], "int32");
}

const fillLike = (kernel: string, run: (x: tf.Tensor) => tf.Tensor, value: number): Op =>
  defineOp({
    kernel,
    onnx: (emit, { x }) => filled(emit, number(emit, value, x!.dtype), sizes(x!)),
    samples: [anyShape("added to any shape", 1, (x) => tf.add(x!, run(x!)))],
  });

const range = defineOp<tf.RangeAttrs>({
  kernel: tf.Range,
  onnx: (emit, _inputs, { start, stop, step, dtype }) => {
    const count = Math.max(0, Math.ceil((stop - start) / step));
    return sequence(emit, count, (i) => start + i * step, dtype);
  },
  samples: [
    sample("0, 0.5 …", [[4]], (x) => tf.mul(x!, tf.range(0, 2, 0.5))),
    sample("int32, downwards", [[3]], (x) => tf.gather(x!, tf.range(2, -1, -1, "int32"))),
  ],
});

const linSpace = defineOp<tf.LinSpaceAttrs>({
  kernel: tf.LinSpace,
  onnx: (emit, _inputs, { start, stop, num }) =>
    sequence(emit, num, (i) => start + (i * (stop - start)) / Math.max(1, num - 1), "float32"),
  samples: [sample("0 … 1", [[5]], (x) => tf.mul(x!, tf.linspace(0, 1, 5)))],
});

function sequence(emit: Emitter, count: number, at: (i: number) => number, dtype: string) {
  requireModest(count);
  const values = { length: count };
  return dtype === "int32"
    ? emit.constant(
        Int32Array.from(values, (_, i) => at(i)),
        [count],
        "int32",
      )
    : emit.constant(
        Float32Array.from(values, (_, i) => at(i)),
        [count],
      );
}

const oneHot = defineOp<tf.OneHotAttrs>({
  kernel: tf.OneHot,
  onnx: (emit, { indices }, { depth, onValue, offValue, dtype }) => {
    requireModest(depth);
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
    varied(
      "of the largest",
      (size) => {
        const [rows, classes] = [size(1, 4), size(2, 4)];
        return {
          shapes: [[rows, classes]],
          run: (x) => tf.oneHot(tf.argMax(x!, -1) as tf.Tensor1D, classes),
        };
      },
      { batch: [0], differentiable: false },
    ),
  ],
});

export const fills: readonly Op[] = [
  fill,
  fillLike(tf.OnesLike, tf.onesLike, 1),
  fillLike(tf.ZerosLike, tf.zerosLike, 0),
  linSpace,
  oneHot,
  range,
] as readonly Op[];
