/** @file Kernels that map two broadcast values, a sum of several, and a choice: a table. */
import * as tf from "@tensorflow/tfjs";
import type { DType, Value } from "#graph/graph";
import { broadcast } from "#record/broadcast";
import { type Emitter, sizes } from "#record/emitter";
import { defineOp, type Op } from "#record/op";
import { sample } from "./sample.ts";

interface BinaryRow {
  readonly kernel: string;
  /** Where tf.js's gradient does not undo broadcasting. */
  readonly gradient?: (
    dy: tf.Tensor,
    a: tf.Tensor,
    b: tf.Tensor,
  ) => readonly [tf.Tensor, tf.Tensor];
  readonly run: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;
  readonly onnx: string | ((emit: Emitter, a: Value, b: Value) => Value);
  readonly range?: readonly [number, number];
  readonly differentiable?: boolean;
}

const binaryRows: readonly BinaryRow[] = [
  { kernel: tf.Add, run: tf.add, onnx: "Add" },
  { kernel: tf.Sub, run: tf.sub, onnx: "Sub" },
  { kernel: tf.Multiply, run: tf.mul, onnx: multiply },
  { kernel: tf.RealDiv, run: tf.div, onnx: "Div", range: [0.5, 2] },
  { kernel: tf.Maximum, run: tf.maximum, onnx: "Max", gradient: extremumGradient(tf.greaterEqual) },
  { kernel: tf.Minimum, run: tf.minimum, onnx: "Min", gradient: extremumGradient(tf.lessEqual) },
  { kernel: tf.Pow, run: tf.pow, onnx: "Pow", range: [0.5, 2] },
  {
    kernel: tf.SquaredDifference,
    run: tf.squaredDifference,
    onnx: (emit, a, b) => {
      const difference = emit.binary("Sub", a, b);
      return emit.binary("Mul", difference, difference);
    },
    gradient: (dy, a, b) => {
      const slope = tf.mul(tf.mul(dy, 2), tf.sub(a, b));
      return [slope, tf.neg(slope)];
    },
  },
  ...comparison(tf.Equal, tf.equal, "Equal"),
  ...comparison(tf.Greater, tf.greater, "Greater"),
  ...comparison(tf.GreaterEqual, tf.greaterEqual, "GreaterOrEqual"),
  ...comparison(tf.Less, tf.less, "Less"),
  ...comparison(tf.LessEqual, tf.lessEqual, "LessOrEqual"),
  {
    kernel: tf.NotEqual,
    run: tf.notEqual,
    onnx: (emit, a, b) => {
      const equal = compare(emit, "Equal", a, b);
      return emit.add("Not", [equal], sizes(equal));
    },
    differentiable: false,
  },
  {
    kernel: tf.LogicalAnd,
    run: (a, b) => tf.logicalAnd(tf.greater(a, 0), tf.greater(b, 0)),
    onnx: "And",
    differentiable: false,
  },
  {
    kernel: tf.LogicalOr,
    run: (a, b) => tf.logicalOr(tf.greater(a, 0), tf.greater(b, 0)),
    onnx: "Or",
    differentiable: false,
  },
];

/** The gradient goes to the first argument where it wins, to the second elsewhere. */
function extremumGradient(wins: BinaryRow["run"]): NonNullable<BinaryRow["gradient"]> {
  return (dy, a, b) => {
    const first = tf.mul(dy, tf.cast(wins(a, b), "float32"));
    return [first, tf.sub(dy, first)];
  };
}

/** Sum what broadcasting repeated. */
function unbroadcast(gradient: tf.Tensor, shape: number[]): tf.Tensor {
  const axes = tf.broadcast_util.getReductionAxes(shape, gradient.shape);
  return tf.reshape(axes.length > 0 ? tf.sum(gradient, axes) : gradient, shape);
}

function gradientOf(rule: NonNullable<BinaryRow["gradient"]>): NonNullable<Op["gradient"]> {
  return {
    inputsToSave: ["a", "b"],
    gradFunc: (dy, [a, b]) => {
      const both = rule(dy as tf.Tensor, a!, b!);
      return {
        a: () => unbroadcast(both[0], a!.shape),
        b: () => unbroadcast(both[1], b!.shape),
      };
    },
  };
}

function comparison(kernel: string, run: BinaryRow["run"], op: string): BinaryRow[] {
  return [{ kernel, run, onnx: (emit, a, b) => compare(emit, op, a, b), differentiable: false }];
}

function compare(emit: Emitter, op: string, a: Value, b: Value): Value {
  const dtype: DType = "bool";
  return emit.add(op, [a, b], broadcast(sizes(a), sizes(b)), { dtype });
}

/** Products with a constant one of no larger shape are the other factor. */
function multiply(emit: Emitter, a: Value, b: Value): Value {
  const shape = broadcast(sizes(a), sizes(b)).join();
  if (isOne(b) && sizes(a).join() === shape) return a;
  if (isOne(a) && sizes(b).join() === shape) return b;
  return emit.binary("Mul", a, b);
}

function isOne(value: Value): boolean {
  return value.data instanceof Float32Array && value.data.every((x) => x === 1);
}

function binaryOp({ kernel, run, onnx, range, differentiable, gradient }: BinaryRow): Op {
  return defineOp({
    kernel,
    ...(gradient && { gradient: gradientOf(gradient) }),
    onnx: (emit, { a, b }) =>
      typeof onnx === "string" ? emit.binary(onnx, a!, b!) : onnx(emit, a!, b!),
    samples: [
      [
        [2, 3],
        [2, 3],
      ],
      [[2, 3, 4], [4]],
      [
        [3, 1],
        [1, 4],
      ],
    ].map((shapes) =>
      sample(
        shapes.map((s) => `[${s}]`).join("·"),
        shapes,
        (a, b) => run(a!, b!),
        range,
        differentiable,
      ),
    ),
  });
}

const addN = defineOp({
  kernel: tf.AddN,
  onnx: (emit, inputs) => emit.sum(Object.values(inputs)),
  samples: [
    sample(
      "three",
      [
        [2, 3],
        [2, 3],
        [2, 3],
      ],
      (...parts) => tf.addN(parts),
    ),
  ],
});

const select = defineOp({
  kernel: tf.Select,
  onnx: (emit, { condition, t, e }) =>
    emit.add("Where", [condition!, t!, e!], sizes(t!), { dtype: t!.dtype }),
  samples: [
    sample(
      "where",
      [
        [2, 3],
        [2, 3],
      ],
      (a, b) => tf.where(tf.tensor2d([1, 0, 1, 0, 1, 0], [2, 3], "bool"), a!, b!),
    ),
  ],
});

export const binary: readonly Op[] = [...binaryRows.map(binaryOp), addN, select] as readonly Op[];
