/** @file Kernels that map two broadcast numbers, and a sum of several: a table. */
import * as tf from "@tensorflow/tfjs";
import type { Value } from "#graph/graph";
import { broadcast } from "#record/broadcast";
import { type Emitter, sizes, unexpanded } from "#record/emitter";
import { defineOp, type Op } from "#record/op";
import { pairs } from "./pairs.ts";
import { sample } from "./sample.ts";
import { unbroadcast } from "./unbroadcast.ts";

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
  { kernel: tf.FloorDiv, run: floorDivision, onnx: wholeQuotient, differentiable: false },
  { kernel: tf.Mod, run: smoothMod, onnx: remainder, range: [-0.5, 0.5] },
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
];

/** The gradient goes to the first argument where it wins, to the second elsewhere. */
function extremumGradient(wins: BinaryRow["run"]): NonNullable<BinaryRow["gradient"]> {
  return (dy, a, b) => {
    const first = tf.mul(dy, tf.cast(wins(a, b), "float32"));
    return [first, tf.sub(dy, first)];
  };
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

/** Products with a constant one of no larger shape are the other factor. */
function multiply(emit: Emitter, a: Value, b: Value): Value {
  const shape = broadcast(sizes(a), sizes(b)).join();
  if (isOne(b) && sizes(a).join() === shape) return a;
  if (isOne(a) && sizes(b).join() === shape) return b;
  return joinedScalars(emit, a, b) ?? joinedScalars(emit, b, a) ?? emit.binary("Mul", a, b);
}

/** (x · s) · t = x · (s · t) for numbers s and t: one pass over x, not two. */
function joinedScalars(emit: Emitter, product: Value, factor: Value): Value | undefined {
  const t = unexpanded(factor);
  if (!isNumber(t) || product.producer?.op !== "Mul" || product.dtype !== "float32") return;
  const [a, b] = product.producer.inputs as [Value, Value];
  const [x, s] = isNumber(b) ? [a, b] : [b, a];
  const shape = sizes(product).join();
  if (!isNumber(s) || sizes(x).join() !== shape) return;
  if (broadcast(sizes(x), sizes(factor)).join() !== shape) return;
  return emit.binary("Mul", x, emit.binary("Mul", s, t));
}

const isNumber = (value: Value) => sizes(value).every((size) => size === 1);

function isOne(value: Value): boolean {
  return value.data instanceof Float32Array && value.data.every((x) => x === 1);
}

/** a − ⌊a/b⌋ · b, of the sign of b. */
function remainder(emit: Emitter, a: Value, b: Value): Value {
  if (a.dtype === "int32") return emit.binary("Mod", a, b);
  const quotient = emit.binary("Div", a, b);
  const whole = emit.add("Floor", [quotient], sizes(quotient));
  return emit.binary("Sub", a, emit.binary("Mul", whole, b));
}

/** int32 ⌊a/b⌋; ONNX rounds quotients of whole numbers towards 0. */
function wholeQuotient(emit: Emitter, a: Value, b: Value): Value {
  if (a.dtype === "int32") {
    return emit.binary("Div", emit.binary("Sub", a, emit.binary("Mod", a, b)), b);
  }
  const quotient = emit.binary("Div", a, b);
  return emit.cast(emit.add("Floor", [quotient], sizes(quotient)), "int32");
}

function floorDivision(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  return tf.floorDiv(a, tf.add(b, 2.5));
}

/** Between two jumps. */
function smoothMod(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  return tf.mod(tf.sub(a, 10), tf.add(b, 6));
}

/** ONNX computes with numbers only. */
const numeric = (emit: Emitter, x: Value): Value =>
  x.dtype === "bool" ? emit.cast(x, "int32") : x;

function binaryOp({ kernel, run, onnx, gradient, ...settings }: BinaryRow): Op {
  return defineOp({
    kernel,
    ...(gradient && { gradient: gradientOf(gradient) }),
    onnx: (emit, inputs) => {
      const [a, b] = [numeric(emit, inputs.a!), numeric(emit, inputs.b!)];
      return typeof onnx === "string" ? emit.binary(onnx, a, b) : onnx(emit, a, b);
    },
    samples: pairs(run, settings),
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

export const binary: readonly Op[] = [...binaryRows.map(binaryOp), addN] as readonly Op[];
