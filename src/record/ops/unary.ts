/** @file Kernels that map one value: a table. */
import * as tf from "@tensorflow/tfjs";
import type { DType, Value } from "#graph/graph";
import { type Emitter, sizes } from "#record/emitter";
import { defineOp, type Op } from "#record/op";
import { anyShape, sample } from "./sample.ts";
import { type UnaryRow, unaryOp } from "./unary-op.ts";

const unaryRows: readonly UnaryRow[] = [
  { kernel: tf.Abs, run: tf.abs, onnx: "Abs", integers: true },
  { kernel: tf.Ceil, run: tf.ceil, onnx: "Ceil", differentiable: false },
  { kernel: tf.Erf, run: tf.erf, onnx: "Erf" },
  { kernel: tf.Exp, run: tf.exp, onnx: "Exp" },
  { kernel: tf.Floor, run: tf.floor, onnx: "Floor", differentiable: false },
  { kernel: tf.Log, run: tf.log, onnx: "Log", range: [0.1, 3] },
  { kernel: tf.Neg, run: tf.neg, onnx: "Neg", integers: true },
  { kernel: tf.Reciprocal, run: tf.reciprocal, onnx: "Reciprocal", range: [0.5, 3] },
  { kernel: tf.Round, run: tf.round, onnx: "Round", differentiable: false },
  { kernel: tf.Sigmoid, run: tf.sigmoid, onnx: "Sigmoid" },
  { kernel: tf.Sign, run: tf.sign, onnx: "Sign", differentiable: false, integers: true },
  { kernel: tf.Softplus, run: tf.softplus, onnx: "Softplus" },
  { kernel: tf.Sqrt, run: tf.sqrt, onnx: "Sqrt", range: [0.2, 3] },
  { kernel: tf.Relu6, run: tf.relu6, onnx: (emit, x) => clipped(emit, x, 0, 6), range: [-3, 9] },
  {
    kernel: tf.Rsqrt,
    run: tf.rsqrt,
    onnx: (emit, x) => emit.add("Reciprocal", [emit.add("Sqrt", [x], sizes(x))], sizes(x)),
    range: [0.2, 3],
  },
  {
    kernel: tf.Square,
    run: tf.square,
    onnx: (emit, x) => emit.binary("Mul", x, x),
    integers: true,
  },
  {
    kernel: tf.Expm1,
    run: tf.expm1,
    onnx: (emit, x) => emit.binary("Sub", emit.add("Exp", [x], sizes(x)), emit.scalar(1)),
  },
  {
    kernel: tf.Log1p,
    run: tf.log1p,
    onnx: (emit, x) => emit.add("Log", [emit.binary("Add", x, emit.scalar(1))], sizes(x)),
    range: [-0.5, 3],
  },
];

function clipped(emit: Emitter, x: Value, low: number, high: number): Value {
  const bound = (n: number) => emit.cast(emit.scalar(n), x.dtype);
  return emit.add("Clip", [x, bound(low), bound(high)], sizes(x));
}

const clipByValue = defineOp<tf.ClipByValueAttrs>({
  kernel: tf.ClipByValue,
  onnx: (emit, { x }, { clipValueMin, clipValueMax }) =>
    clipped(emit, x!, clipValueMin, clipValueMax),
  samples: [anyShape("[−1, 0.5]", 1, (x) => tf.clipByValue(x!, -1, 0.5))],
});

const cast = defineOp<tf.CastAttrs>({
  kernel: tf.Cast,
  onnx: (emit, { x }, { dtype }) => emit.cast(x!, dtype as DType),
  samples: [
    anyShape("to int32 and back", 1, (x) => tf.cast(tf.cast(x!, "int32"), "float32"), {
      differentiable: false,
    }),
    sample("to bool", [[2, 3]], (x) => tf.cast(tf.relu(x!), "bool"), undefined, false),
  ],
});

export const unary: readonly Op[] = [...unaryRows.map(unaryOp), cast, clipByValue] as readonly Op[];
