/** @file How each operation does without a view on its input: one rule per family of operations. */
import type { Attributes, Dim, Graph, Node, Value } from "#graph/graph";
import { reducedAxes, sayAxes } from "#graph/reduction";
import { permuted } from "./permuted.ts";
import { type Axes, addView, axesOf, compose, invert, isView, viewShape } from "./view.ts";

/** The same operation on the source of the view, and the view its result then needs. */
export interface Sunk {
  /** New inputs by position; `undefined` where the old one stays. */
  readonly inputs: readonly (Value | undefined)[];
  readonly attributes?: Attributes;
  /** Shape of the result before the view. */
  readonly shape: readonly Dim[];
  /** The view that shows the result as it was. */
  readonly axes: Axes;
}

/** `rank`: number of axes of the view's source. `undefined` where the view cannot go below the node. */
type SinkRule = (graph: Graph, node: Node, axes: Axes, rank: number) => Sunk | undefined;

/** One input, element by element; further inputs are scalars (the bounds of Clip). */
const unary: SinkRule = (_graph, node, axes) => {
  const source = sourceOf(node.inputs[0]);
  return source && { inputs: [source], shape: source.shape, axes };
};

/** Broadcast operands: those seen through the same view lose it, all others get its inverse. */
const broadcast: SinkRule = (graph, node, axes, rank) => {
  const result = node.outputs[0]!.shape;
  const inverse = invert(axes, rank);
  if (result.length !== axes.length) return undefined;
  if (axes.some((axis, i) => axis < 0 && result[i] !== 1)) return undefined;
  if (node.inputs.some((value) => !value || (!value.data && !isView(value.producer)))) {
    return undefined;
  }
  const inputs = node.inputs.map((value) => {
    const padded = Array.from({ length: axes.length - value!.shape.length }, () => -1);
    const aligned = [...padded, ...value!.shape.map((_, i) => i)];
    const undone = compose(inverse, aligned);
    if (value!.data) return permuted(graph, value!, undone);
    const view = value!.producer!;
    return addView(graph, view.inputs[0]!, compose(undone, axesOf(view)));
  });
  return { inputs, shape: viewShape(result, inverse), axes };
};

/** One axis, counted in the view's result, must be an axis of its source. */
const alongAxis: SinkRule = (_graph, node, axes) => {
  const source = sourceOf(node.inputs[0]);
  const axis = axes.at(Number(node.attributes.axis ?? -1));
  if (!source || axis === undefined || axis < 0) return undefined;
  return { inputs: [source], attributes: { axis }, shape: source.shape, axes };
};

const concat: SinkRule = (_graph, node, axes, rank) => {
  const axis = axes.at(Number(node.attributes.axis));
  const sources = node.inputs.map((value) => sourceOf(value));
  const alike = node.inputs.every(
    (value) => isView(value?.producer) && String(axesOf(value.producer)) === String(axes),
  );
  if (!alike || axis === undefined || axis < 0) return undefined;
  const shape = viewShape(node.outputs[0]!.shape, invert(axes, rank));
  return { inputs: sources, attributes: { axis }, shape, axes };
};

/** Reductions keep their axes as size 1, and the view drops them where asked. */
const reduce: SinkRule = (graph, node, axes) => {
  const source = sourceOf(node.inputs[0]);
  const positions = reducedAxes(node);
  if (!source || !positions) return undefined;
  const inner = positions.map((position) => axes[position]!).filter((axis) => axis >= 0);
  if (inner.length === 0) return undefined;
  const keep = node.attributes.keepdims !== 0;
  const said = sayAxes(
    graph,
    node.op,
    inner.toSorted((a, b) => a - b),
  );
  return {
    inputs: [source, ...said.inputs],
    attributes: { ...said.attributes, keepdims: 1 },
    shape: source.shape.map((size, axis) => (inner.includes(axis) ? 1 : size)),
    axes: keep ? axes : axes.filter((_, position) => !positions.includes(position)),
  };
};

/** Constant padding: the amounts follow their axes. */
const pad: SinkRule = (graph, node, axes, rank) => {
  const source = sourceOf(node.inputs[0]);
  const pads = node.inputs[1]?.data;
  if (!source || !(pads instanceof BigInt64Array) || node.inputs.length > 3) return undefined;
  const half = axes.length;
  if (axes.some((axis, i) => axis < 0 && (pads[i] !== 0n || pads[i + half] !== 0n)))
    return undefined;
  const inverse = invert(axes, rank);
  const moved = [0, half].flatMap((at) => inverse.map((i) => (i < 0 ? 0n : pads[i + at]!)));
  const amounts = graph.constant(BigInt64Array.from(moved), [moved.length], "int64", "pads");
  return { inputs: [source, amounts], shape: viewShape(node.outputs[0]!.shape, inverse), axes };
};

/** Slices name their axes in an input. */
const slice: SinkRule = (graph, node, axes, rank) => {
  const source = sourceOf(node.inputs[0]);
  const named = node.inputs[3]?.data;
  if (!source || !(named instanceof BigInt64Array)) return undefined;
  const inner = [...named].map((axis) => axes.at(Number(axis))!);
  if (inner.some((axis) => axis < 0)) return undefined;
  const moved = graph.constant(
    BigInt64Array.from(inner.map(BigInt)),
    [inner.length],
    "int64",
    "axes",
  );
  const shape = viewShape(node.outputs[0]!.shape, invert(axes, rank));
  return { inputs: [source, undefined, undefined, moved], shape, axes };
};

/** Quantize and Dequantize with one scale for the whole tensor. */
const perTensor: SinkRule = (graph, node, axes, rank) =>
  node.inputs[1]?.shape.length === 0 ? unary(graph, node, axes, rank) : undefined;

/** Sums of integers; the operands stand at inputs 0 and 3, between their scales and zero points. */
const quantizedSum: SinkRule = (_graph, node, axes) => {
  const [a, b] = [node.inputs[0], node.inputs[3]];
  const alike = [a, b].every(
    (value) => isView(value?.producer) && String(axesOf(value.producer)) === String(axes),
  );
  const [first, second] = [sourceOf(a), sourceOf(b)];
  if (!alike || !first || String(first.shape) !== String(second?.shape)) return undefined;
  return { inputs: [first, undefined, undefined, second], shape: first.shape, axes };
};

/** What a view shows. */
function sourceOf(value: Value | undefined): Value | undefined {
  return isView(value?.producer) ? value.producer.inputs[0] : undefined;
}

const families: readonly [SinkRule, string][] = [
  [alongAxis, "LogSoftmax Softmax"],
  [broadcast, "Add Div Max Min Mul Pow PRelu Sub Sum"],
  [concat, "Concat"],
  [pad, "Pad"],
  [perTensor, "DequantizeLinear QuantizeLinear"],
  [quantizedSum, "com.microsoft.QLinearAdd"],
  [reduce, "ReduceL2 ReduceMax ReduceMean ReduceMin ReduceSum"],
  [slice, "Slice"],
  [
    unary,
    "Abs Cast Ceil Clip Elu Erf Exp Floor HardSigmoid HardSwish Identity LeakyRelu Log Neg Reciprocal Relu Round Selu Sigmoid Sign Softplus Softsign Sqrt Tanh",
  ],
];

/** The rule of each operation that a view can sink below, by domain and name. */
export const sinkRules: ReadonlyMap<string, SinkRule> = new Map(
  families.flatMap(([rule, ops]) => ops.split(" ").map((op) => [op, rule] as const)),
);
