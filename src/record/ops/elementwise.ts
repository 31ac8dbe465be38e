/** @file Kernels that map one value, or two broadcast ones, element by element: a table. */
import * as tf from "@tensorflow/tfjs";
import type { DType, Value } from "#graph/graph";
import { broadcast, type Emitter, sizes } from "#record/emitter";
import { defineOp, type Op, type OpSample } from "#record/op";

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

function unaryOp({ kernel, run, onnx, range, differentiable }: UnaryRow): Op {
  return defineOp({
    kernel,
    onnx: (emit, { x }) =>
      typeof onnx === "string" ? emit.add(onnx, [x!], sizes(x!)) : onnx(emit, x!),
    samples: [sample("[2,3,4]", [[2, 3, 4]], (x) => run(x!), range, differentiable)],
  });
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

function sample(
  name: string,
  shapes: readonly (readonly number[])[],
  run: OpSample["run"],
  range?: readonly [number, number],
  differentiable = true,
): OpSample {
  return { name, shapes, run, differentiable, ...(range && { range }) };
}

/** dy where y > 0; tf.js keeps x for it, y is at hand anyway. */
const relu = defineOp({
  kernel: tf.Relu,
  onnx: (emit, { x }) => emit.add("Relu", [x!], sizes(x!)),
  gradient: {
    outputsToSave: [true],
    gradFunc: (dy, [y]) => ({ x: () => tf.mul(dy as tf.Tensor, tf.step(y!)) }),
  },
  samples: [sample("[2,3,4]", [[2, 3, 4]], (x) => tf.relu(x!))],
});

const leakyRelu = defineOp<tf.LeakyReluAttrs>({
  kernel: tf.LeakyRelu,
  onnx: (emit, { x }, { alpha }) =>
    emit.add("LeakyRelu", [x!], sizes(x!), { attributes: { alpha } }),
  samples: [sample("alpha 0.1", [[2, 3, 4]], (x) => tf.leakyRelu(x!, 0.1))],
});

const clipByValue = defineOp<tf.ClipByValueAttrs>({
  kernel: tf.ClipByValue,
  onnx: (emit, { x }, { clipValueMin, clipValueMax }) =>
    emit.add("Clip", [x!, emit.scalar(clipValueMin), emit.scalar(clipValueMax)], sizes(x!)),
  samples: [sample("[−1, 0.5]", [[2, 3, 4]], (x) => tf.clipByValue(x!, -1, 0.5))],
});

/**
 * 1 where x > 0. As min(max(10³⁰ · x, 0), 1), which onnxruntime runs several times faster than a comparison and a
 * cast, or `Sign`; positive numbers below 10⁻³⁰ count as less than 1.
 */
const step = defineOp<tf.StepAttrs>({
  kernel: tf.Step,
  onnx: (emit, { x }, { alpha }) => {
    const attributes = { alpha: 1e30, beta: 0 };
    const positive = emit.add("HardSigmoid", [x!], sizes(x!), { attributes });
    if (alpha === 0) return positive;
    const rest = emit.binary("Sub", emit.scalar(1), positive);
    return emit.binary("Add", positive, emit.binary("Mul", rest, emit.scalar(alpha)));
  },
  samples: [
    sample("alpha 0", [[2, 3]], (x) => tf.step(x!), undefined, false),
    sample("alpha 0.2", [[2, 3]], (x) => tf.step(x!, 0.2), undefined, false),
  ],
});

/** dy · (y > 0 ? 1 : y + 1), y being the output of the unit. */
const eluGrad = defineOp({
  kernel: tf.EluGrad,
  onnx: (emit, { dy, y }) => {
    const slope = emit.binary("Min", emit.binary("Add", y!, emit.scalar(1)), emit.scalar(1));
    return emit.binary("Mul", dy!, slope);
  },
  samples: [
    sample(
      "through elu",
      [[2, 3]],
      (x) => tf.grad((z: tf.Tensor) => tf.elu(z))(x!),
      undefined,
      false,
    ),
  ],
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

const logicalNot = defineOp({
  kernel: tf.LogicalNot,
  onnx: (emit, { x }) => emit.add("Not", [x!], sizes(x!)),
  samples: [
    sample("of a comparison", [[2, 3]], (x) => tf.logicalNot(tf.greater(x!, 0)), undefined, false),
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

export const elementwise: readonly Op[] = [
  ...unaryRows.map(unaryOp),
  ...binaryRows.map(binaryOp),
  addN,
  cast,
  clipByValue,
  eluGrad,
  leakyRelu,
  logicalNot,
  relu,
  select,
  step,
];
