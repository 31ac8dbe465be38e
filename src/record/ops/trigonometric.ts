/** @file Angles and hyperbolas. */
import * as tf from "@tensorflow/tfjs";
import type { Value } from "#graph/graph";
import { broadcast } from "#record/broadcast";
import { type Emitter, sizes } from "#record/emitter";
import { defineOp, type Op } from "#record/op";
import { anyShape, sample } from "./sample.ts";
import { unaryOp } from "./unary-op.ts";

/** atan(a/b), moved by π where b < 0; ±π/2 on the axis. */
function angle(emit: Emitter, a: Value, b: Value): Value {
  const shape = broadcast(sizes(a), sizes(b));
  const choose = (condition: Value, yes: Value, no: Value) =>
    emit.add("Where", [condition, yes, no], shape, { dtype: "float32" });
  const compare = (op: string, x: Value) =>
    emit.add(op, [x, emit.scalar(0)], sizes(x), { dtype: "bool" });
  const principal = emit.add("Atan", [emit.binary("Div", a, b)], shape);
  const signed = emit.add("Sign", [a], sizes(a));
  const side = emit.add(
    "Where",
    [compare("Less", a), emit.scalar(-Math.PI), emit.scalar(Math.PI)],
    sizes(a),
    {
      dtype: "float32",
    },
  );
  const turned = choose(compare("Less", b), emit.binary("Add", principal, side), principal);
  return choose(compare("Equal", b), emit.binary("Mul", signed, emit.scalar(Math.PI / 2)), turned);
}

const atan2 = defineOp({
  kernel: tf.Atan2,
  onnx: (emit, { a, b }) => angle(emit, a!, b!),
  samples: [
    anyShape("any shape", 2, (a, b) => tf.atan2(a!, b!)),
    sample("broadcast", [[2, 3, 4], [4]], (a, b) => tf.atan2(a!, b!)),
    sample(
      "on the axes",
      [[3]],
      (x) => tf.atan2(tf.mul(x!, [1, -1, 0]), tf.mul(x!, [0, 0, -1])),
      [0.5, 2],
      false,
    ),
  ],
});

export const trigonometry: readonly Op[] = [
  unaryOp({ kernel: tf.Acos, run: tf.acos, onnx: "Acos", range: [-0.8, 0.8] }),
  unaryOp({ kernel: tf.Acosh, run: tf.acosh, onnx: "Acosh", range: [1.3, 4] }),
  unaryOp({ kernel: tf.Asin, run: tf.asin, onnx: "Asin", range: [-0.8, 0.8] }),
  unaryOp({ kernel: tf.Asinh, run: tf.asinh, onnx: "Asinh" }),
  unaryOp({ kernel: tf.Atan, run: tf.atan, onnx: "Atan" }),
  atan2,
  unaryOp({ kernel: tf.Atanh, run: tf.atanh, onnx: "Atanh", range: [-0.8, 0.8] }),
  unaryOp({ kernel: tf.Cos, run: tf.cos, onnx: "Cos" }),
  unaryOp({ kernel: tf.Cosh, run: tf.cosh, onnx: "Cosh" }),
  unaryOp({ kernel: tf.Sin, run: tf.sin, onnx: "Sin" }),
  unaryOp({ kernel: tf.Sinh, run: tf.sinh, onnx: "Sinh" }),
  unaryOp({ kernel: tf.Tan, run: tf.tan, onnx: "Tan", range: [-1.2, 1.2] }),
  unaryOp({ kernel: tf.Tanh, run: tf.tanh, onnx: "Tanh" }),
] as readonly Op[];
