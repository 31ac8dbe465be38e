/** @file Operators that work number by number, and softmax. */
import { sizeOf } from "#core/signal";
import type { Builder } from "#export/device/builder";
import { orderAfter, repeated } from "#export/device/order";
import type { JoinOperator, Tensor } from "#export/device/program";
import type { Node, Value } from "#graph/graph";
import { addGelu } from "./gelu.ts";
import {
  axisOf,
  type Lowering,
  type Lowerings,
  real,
  scalar,
  shapeOf,
  unsupported,
} from "./lowering.ts";

/** Parameters with their defaults, by ONNX operator. */
const unaries: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  Abs: {},
  Elu: { alpha: 1 },
  Erf: {},
  Exp: {},
  HardSigmoid: { alpha: 0.2, beta: 0.5 },
  LeakyRelu: { alpha: 0.01 },
  Log: {},
  Neg: {},
  Reciprocal: {},
  Relu: {},
  Sigmoid: {},
  Softplus: {},
  Sqrt: {},
  Tanh: {},
};

function unary(defaults: Readonly<Record<string, number>>): Lowering {
  return (builder, node) => {
    const named = Object.entries(defaults).map(([name, value]) => [name, real(node, name, value)]);
    addUnary(builder, node, Object.fromEntries(named));
  };
}

function addUnary(builder: Builder, node: Node, parameters: Readonly<Record<string, number>>) {
  const [x] = node.inputs as [Value];
  const last = builder.isLast(x);
  const input = last ? builder.last(x) : builder.plain(x);
  builder.add(node, { kind: "unary", what: node.op, input, parameters }, { last });
}

const clip: Lowering = (builder, node) => {
  for (const bound of node.inputs.slice(1)) {
    if (bound && !bound.data) unsupported(node, "has bounds that depend on its input");
  }
  const low = scalar(node, 1) ?? Number.NEGATIVE_INFINITY;
  addUnary(builder, node, { low, high: scalar(node, 2) ?? Number.POSITIVE_INFINITY });
};

function join(what: JoinOperator): Lowering {
  return (builder, node) => {
    const [a, b] = node.inputs as [Value, Value];
    if (node.inputs.length !== 2) unsupported(node, `has ${node.inputs.length} inputs`);
    if (joinBeforeMoves(builder, node, what)) return;
    const rank = shapeOf(node.outputs[0]).length;
    const last = rank === 4 && (builder.isLast(a) || builder.isLast(b));
    const read = (value: Value): Tensor =>
      last ? channelsLast(builder, value) : builder.plain(value);
    builder.add(node, { kind: "join", what, input: read(a), other: read(b) }, { last });
  };
}

/** Products and quotients may be the end of a GELU. */
function orGelu(lower: Lowering): Lowering {
  return (builder, node) => {
    if (!addGelu(builder, node)) lower(builder, node);
  };
}

const pow: Lowering = (builder, node) => {
  const [x, power] = node.inputs as [Value, Value];
  const exponent = power.data?.length === 1 ? Number(power.data[0]) : undefined;
  if (exponent === undefined) return unsupported(node, "raises to more than one power");
  const last = builder.isLast(x);
  const input = last ? builder.last(x) : builder.plain(x);
  if (exponent === 2)
    return builder.add(node, { kind: "join", what: "mul", input, other: input }, { last });
  const what = roots[exponent] ?? "Pow";
  const parameters = what === "Pow" ? { exponent } : {};
  return builder.add(node, { kind: "unary", what, input, parameters }, { last });
};

/** Powers that have a name, by their exponent. */
const roots: Readonly<Record<number, string>> = { [-1]: "Reciprocal", 0.5: "Sqrt" };

/**
 * before: x ─ Transpose ─ Sub(c)        after: x ─ Sub(c′) ─ Transpose
 *
 * where the constant then only depends on the last axis: the normalisation of a window, which so stands first.
 */
function joinBeforeMoves(builder: Builder, node: Node, what: JoinOperator): boolean {
  const [a, b] = node.inputs as [Value, Value];
  if (!b.data || a.data || builder.isLast(a)) return false;
  const tensor = builder.plain(a);
  const moves = builder.movesOf(tensor);
  const [first] = moves;
  if (!first || String(tensor.shape) !== String(shapeOf(node.outputs[0]))) return false;
  const data = perLastAxis(
    first.input.shape,
    orderAfter(moves, sizeOf(tensor.shape)),
    tensor.shape,
    builder.plain(b),
  );
  if (!data) return false;
  const other = { name: b.name, shape: [data.length], data };
  const parts = { kind: "join", what, input: first.input, other } as const;
  let moved = builder.layer(node.name, parts, first.input.shape, node.outputs[0]);
  for (const move of moves) {
    moved =
      move.kind === "transpose"
        ? builder.transpose(moved, move.perm, node.name)
        : builder.reshape(moved, move.output.shape, node.name);
  }
  builder.bind(node, moved);
  return true;
}

/** The constant as seen before the moves; `undefined` where it varies along other axes than the last. */
function perLastAxis(
  root: readonly number[],
  order: Int32Array,
  shape: readonly number[],
  constant: Tensor,
): Float32Array | undefined {
  const channels = root.at(-1) ?? 1;
  const found = new Float32Array(channels).fill(Number.NaN);
  const at = repeated(constant.shape, shape);
  for (const [i, from] of order.entries()) {
    const value = constant.data![at(i)]!;
    const known = found[from % channels]!;
    if (!Number.isNaN(known) && known !== value) return undefined;
    found[from % channels] = value;
  }
  return found;
}

/** Smaller ranks get axes of size 1 in front. */
function channelsLast(builder: Builder, value: Value): Tensor {
  if (builder.isLast(value)) return builder.last(value);
  const plain = builder.plain(value);
  if (sizeOf(plain.shape) === 1) return builder.reshape(plain, [1, 1, 1, 1], value.name);
  const missing = Array<number>(4 - plain.shape.length).fill(1);
  const full = builder.reshape(plain, [...missing, ...plain.shape], value.name);
  return builder.transpose(full, [0, 2, 3, 1], value.name);
}

const softmax: Lowering = (builder, node) => {
  const log = node.op === "LogSoftmax";
  const shape = shapeOf(node.inputs[0]);
  const axis = axisOf(Number(node.attributes.axis ?? -1), shape.length);
  const input = builder.plain(node.inputs[0]!);
  if (axis === shape.length - 1) return builder.add(node, { kind: "softmax", input, log });
  const swap = shape.map((_, i) =>
    i === axis ? shape.length - 1 : i === shape.length - 1 ? axis : i,
  );
  const turned = builder.transpose(input, swap, node.name);
  const shares = builder.layer(node.name, { kind: "softmax", input: turned, log }, turned.shape);
  return builder.bind(node, builder.transpose(shares, swap, node.name));
};

export const elementLowerings: Lowerings = {
  ...Object.fromEntries(Object.entries(unaries).map(([op, defaults]) => [op, unary(defaults)])),
  Add: join("add"),
  Clip: clip,
  Div: orGelu(join("div")),
  LogSoftmax: softmax,
  Max: join("max"),
  Min: join("min"),
  Mul: orGelu(join("mul")),
  Pow: pow,
  Softmax: softmax,
  Sub: join("sub"),
};
