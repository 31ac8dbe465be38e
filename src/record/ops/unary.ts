/** @file Kernels that map one value: a table. */
import * as tf from "@tensorflow/tfjs";
import type { DType, Value } from "#graph/graph";
import { type Emitter, sizes } from "#record/emitter";
import { defineOp, type Op } from "#record/op";
import { sample } from "./sample.ts";

interface UnaryRow {
  readonly kernel: string;
  readonly run: (x: tf.Tensor) => tf.Tensor;
  /** An ONNX op of one input, or a composition. */
  readonly onnx: string | ((emit: Emitter, x: Value) => Value);
  readonly range?: readonly [number, number];
  readonly differentiable?: boolean;
}

const unaryRows: readonly UnaryRow[] = [
  { kernel: tf.Abs, run: tf.abs, onnx: "Abs" },
  { kernel: tf.Ceil, run: tf.ceil, onnx: "Ceil", differentiable: false },
  { kernel: tf.Cos, run: tf.cos, onnx: "Cos" },
  { kernel: tf.Elu, run: tf.elu, onnx: "Elu" },
  { kernel: tf.Erf, run: tf.erf, onnx: "Erf" },
  { kernel: tf.Exp, run: tf.exp, onnx: "Exp" },
  { kernel: tf.Floor, run: tf.floor, onnx: "Floor", differentiable: false },
  { kernel: tf.Log, run: tf.log, onnx: "Log", range: [0.1, 3] },
  { kernel: tf.Neg, run: tf.neg, onnx: "Neg" },
  { kernel: tf.Reciprocal, run: tf.reciprocal, onnx: "Reciprocal", range: [0.5, 3] },
  { kernel: tf.Round, run: tf.round, onnx: "Round", differentiable: false },
  { kernel: tf.Sigmoid, run: tf.sigmoid, onnx: "Sigmoid" },
  { kernel: tf.Sign, run: tf.sign, onnx: "Sign", differentiable: false },
  { kernel: tf.Sin, run: tf.sin, onnx: "Sin" },
  { kernel: tf.Softplus, run: tf.softplus, onnx: "Softplus" },
  { kernel: tf.Sqrt, run: tf.sqrt, onnx: "Sqrt", range: [0.2, 3] },
  { kernel: tf.Tanh, run: tf.tanh, onnx: "Tanh" },
  {
    kernel: tf.Relu6,
    run: tf.relu6,
    onnx: (emit, x) => emit.add("Clip", [x, emit.scalar(0), emit.scalar(6)], sizes(x)),
  },
  {
    kernel: tf.Rsqrt,
    run: tf.rsqrt,
    onnx: (emit, x) => emit.add("Reciprocal", [emit.add("Sqrt", [x], sizes(x))], sizes(x)),
    range: [0.2, 3],
  },
  { kernel: tf.Square, run: tf.square, onnx: (emit, x) => emit.binary("Mul", x, x) },
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

function unaryOp({ kernel, run, onnx, range, differentiable }: UnaryRow): Op {
  return defineOp({
    kernel,
    onnx: (emit, { x }) =>
      typeof onnx === "string" ? emit.add(onnx, [x!], sizes(x!)) : onnx(emit, x!),
    samples: [sample("[2,3,4]", [[2, 3, 4]], (x) => run(x!), range, differentiable)],
  });
}

const clipByValue = defineOp<tf.ClipByValueAttrs>({
  kernel: tf.ClipByValue,
  onnx: (emit, { x }, { clipValueMin, clipValueMax }) =>
    emit.add("Clip", [x!, emit.scalar(clipValueMin), emit.scalar(clipValueMax)], sizes(x!)),
  samples: [sample("[−1, 0.5]", [[2, 3, 4]], (x) => tf.clipByValue(x!, -1, 0.5))],
});

const cast = defineOp<tf.CastAttrs>({
  kernel: tf.Cast,
  onnx: (emit, { x }, { dtype }) => emit.cast(x!, dtype as DType),
  samples: [
    sample(
      "to int32 and back",
      [[2, 3]],
      (x) => tf.cast(tf.cast(x!, "int32"), "float32"),
      undefined,
      false,
    ),
  ],
});

const logicalNot = defineOp({
  kernel: tf.LogicalNot,
  onnx: (emit, { x }) => emit.add("Not", [x!], sizes(x!)),
  samples: [
    sample("of a comparison", [[2, 3]], (x) => tf.logicalNot(tf.greater(x!, 0)), undefined, false),
  ],
});

export const unary: readonly Op[] = [
  ...unaryRows.map(unaryOp),
  cast,
  clipByValue,
  logicalNot,
] as readonly Op[];
