/** @file Yes and no: comparisons, their combinations, and what is no number. */
import * as tf from "@tensorflow/tfjs";
import type { Value } from "#graph/graph";
import { broadcast } from "#record/broadcast";
import { type Emitter, sizes } from "#record/emitter";
import { defineOp, type Op, type OpSample } from "#record/op";
import { flat } from "./flat.ts";
import { pairs } from "./pairs.ts";
import { anyShape, sample } from "./sample.ts";

type Pair = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

const yes = (op: string, emit: Emitter, ...inputs: Value[]): Value =>
  emit.add(op, inputs, inputs.map(sizes).reduce(broadcast), { dtype: "bool" });

/** ONNX orders numbers only. */
const ordered = (emit: Emitter, x: Value): Value =>
  x.dtype === "bool" ? emit.cast(x, "int32") : x;

const fixed = { differentiable: false } as const;

const comparison = (kernel: string, run: Pair, op: string): Op =>
  defineOp({
    kernel,
    onnx: (emit, { a, b }) => yes(op, emit, ordered(emit, a!), ordered(emit, b!)),
    gradient: flat("a", "b"),
    samples: [...pairs(run, fixed), ofEqual(run)],
  });

/** Some elements are equal. */
const ofEqual = (run: Pair): OpSample =>
  sample("equal ones", [[3, 4]], (x) => run(tf.round(x!), tf.zerosLike(x!)), undefined, false);

const notEqual = defineOp({
  kernel: tf.NotEqual,
  onnx: (emit, { a, b }) =>
    yes("Not", emit, yes("Equal", emit, ordered(emit, a!), ordered(emit, b!))),
  gradient: flat("a", "b"),
  samples: [...pairs(tf.notEqual, fixed), ofEqual(tf.notEqual)],
});

const connective = (kernel: string, run: Pair, op: string): Op =>
  defineOp({
    kernel,
    onnx: (emit, { a, b }) => yes(op, emit, a!, b!),
    gradient: flat("a", "b"),
    samples: pairs((a, b) => run(tf.greater(a, 0), tf.greater(b, 0)), fixed),
  });

const logicalNot = defineOp({
  kernel: tf.LogicalNot,
  onnx: (emit, { x }) => yes("Not", emit, x!),
  gradient: flat("x"),
  samples: [
    anyShape("of a comparison", 1, (x) => tf.logicalNot(tf.greater(x!, 0)), fixed),
    anyShape("exclusive or", 2, (a, b) => tf.logicalXor(tf.greater(a!, 0), tf.less(b!, 0)), fixed),
  ],
});

/** −2 … 2 → no number below 0, infinity up to 1, finite above. */
const odd = (x: tf.Tensor): tf.Tensor => tf.div(1, tf.relu(tf.floor(tf.square(tf.sqrt(x)))));

const test = (kernel: string, run: (x: tf.Tensor) => tf.Tensor, onnx: Test): Op =>
  defineOp({
    kernel,
    onnx: (emit, { x }) => onnx(emit, emit.cast(x!, "float32")),
    samples: [sample("below 0, at 0, above", [[3, 4]], (x) => run(odd(x!)), undefined, false)],
  });

type Test = (emit: Emitter, x: Value) => Value;

const finite: Test = (emit, x) =>
  yes("Not", emit, yes("Or", emit, yes("IsNaN", emit, x), yes("IsInf", emit, x)));

/** One condition per element; tf.where broadcasts before. ONNX chooses among numbers only. */
const select = defineOp({
  kernel: tf.Select,
  onnx: (emit, { condition, t, e }) => {
    const chosen = [condition!, ordered(emit, t!), ordered(emit, e!)];
    const dtype = ordered(emit, t!).dtype;
    return emit.cast(emit.add("Where", chosen, sizes(t!), { dtype }), t!.dtype);
  },
  samples: [
    anyShape("the larger", 2, (a, b) => tf.where(tf.greater(a!, b!), a!, b!)),
    sample("broadcast", [[2, 1, 4], [3, 1], [4]], (x, a, b) => tf.where(tf.greater(x!, 0), a!, b!)),
    sample(
      "of conditions",
      [
        [2, 3],
        [2, 3],
      ],
      (a, b) => tf.where(tf.greater(a!, 0), tf.less(b!, 0), tf.greater(b!, a!)),
      undefined,
      false,
    ),
  ],
});

export const logic: readonly Op[] = [
  comparison(tf.Equal, tf.equal, "Equal"),
  comparison(tf.Greater, tf.greater, "Greater"),
  comparison(tf.GreaterEqual, tf.greaterEqual, "GreaterOrEqual"),
  test(tf.IsFinite, tf.isFinite, finite),
  test(tf.IsInf, tf.isInf, (emit, x) => yes("IsInf", emit, x)),
  test(tf.IsNan, tf.isNaN, (emit, x) => yes("IsNaN", emit, x)),
  comparison(tf.Less, tf.less, "Less"),
  comparison(tf.LessEqual, tf.lessEqual, "LessOrEqual"),
  connective(tf.LogicalAnd, tf.logicalAnd, "And"),
  logicalNot,
  connective(tf.LogicalOr, tf.logicalOr, "Or"),
  notEqual,
  select,
] as readonly Op[];
