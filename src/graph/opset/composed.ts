/** @file Operators that a set before theirs says in several. Formulas: onnx/docs/Operators.md. */
import { type Dim, type Graph, type Node, unknownShape, type Value } from "#graph/graph";
import { dataType } from "#graph/onnx-schema";
import { int64s, type OpsetChange, substitute } from "./change.ts";

/** The answer of `node`, built of older operators; `undefined` where these cannot say it. */
type Composition = (build: Builder, node: Node) => Value | undefined;

/** Appends operators that are named after the node which they stand for. */
class Builder {
  readonly graph: Graph;
  readonly #node: Node;

  constructor(graph: Graph, node: Node) {
    this.graph = graph;
    this.#node = node;
  }

  add(op: string, inputs: readonly Value[], shape: readonly Dim[], attributes = {}): Value {
    const name = `${this.#node.name}/${op.toLowerCase()}`;
    return this.graph.add(op, inputs, shape, { attributes, name });
  }

  /** One number of the type of `like`, in single or double precision. */
  number(value: number, like: Value): Value {
    const data = like.dtype === "float64" ? Float64Array.of(value) : Float32Array.of(value);
    return this.graph.constant(data, [], like.dtype, `${this.#node.name}:constant`);
  }

  cast(x: Value, dtype: Value["dtype"]): Value {
    if (x.dtype === dtype) return x;
    const name = `${this.#node.name}/cast`;
    const options = { attributes: { to: dataType[dtype] }, dtype, name };
    return this.graph.add("Cast", [x], x.shape, options);
  }

  int64s(what: string, values: readonly number[]): Value {
    return int64s(this.graph, this.#node, what, values);
  }
}

/** Half precision computes in single, as the runtimes do. */
function inSingle(build: Builder, x: Value, compute: (x: Value) => Value): Value {
  const wide = x.dtype === "float16" ? build.cast(x, "float32") : x;
  return build.cast(compute(wide), x.dtype);
}

function composed(op: string, since: number, compose: Composition): OpsetChange {
  const lower = (graph: Graph, node: Node) => {
    const value = compose(new Builder(graph, node), node);
    if (value) substitute(graph, node, value);
  };
  return { op, since, lower };
}

/** The axes from `axis` to the last, counted from the end where that needs no rank. */
function axesFrom(axis: number, shape: readonly Dim[]): readonly number[] | undefined {
  if (axis >= 0 && shape === unknownShape) return undefined;
  const first = axis < 0 ? axis : axis - shape.length;
  return Array.from({ length: -first }, (_, i) => first + i);
}

/** Size 1 along axes that are counted from the end. */
function reduced(shape: readonly Dim[], axes: readonly number[]): readonly Dim[] {
  if (shape === unknownShape) return shape;
  return shape.map((size, i) => (axes.includes(i - shape.length) ? 1 : size));
}

/** y = (x − mean) / √(variance + ε) · γ + β */
const layerNormalization: Composition = (build, { inputs, outputs, attributes }) => {
  const [x, scale, shift] = inputs as [Value, Value, Value?];
  const axes = axesFrom(Number(attributes.axis ?? -1), x.shape);
  if (!axes || outputs.length > 1) return undefined;
  const row = reduced(x.shape, axes);
  const normal = inSingle(build, x, (wide) => {
    const mean = build.add("ReduceMean", [wide], row, { axes });
    const centred = build.add("Sub", [wide, mean], x.shape);
    const squares = build.add("Mul", [centred, centred], x.shape);
    const variance = build.add("ReduceMean", [squares], row, { axes });
    const epsilon = build.number(Number(attributes.epsilon ?? 1e-5), wide);
    const spread = build.add("Sqrt", [build.add("Add", [variance, epsilon], row)], row);
    return build.add("Div", [centred, spread], x.shape);
  });
  const scaled = build.add("Mul", [normal, scale], x.shape);
  return shift ? build.add("Add", [scaled, shift], x.shape) : scaled;
};

/** y = x / √(mean of x² + ε) · γ */
const rmsNormalization: Composition = (build, { inputs, attributes }) => {
  const [x, scale] = inputs as [Value, Value];
  const axes = axesFrom(Number(attributes.axis ?? -1), x.shape);
  if (!axes) return undefined;
  const row = reduced(x.shape, axes);
  const normal = inSingle(build, x, (wide) => {
    const squares = build.add("Mul", [wide, wide], x.shape);
    const mean = build.add("ReduceMean", [squares, build.int64s("axes", axes)], row);
    const epsilon = build.number(Number(attributes.epsilon ?? 1e-5), wide);
    const spread = build.add("Sqrt", [build.add("Add", [mean, epsilon], row)], row);
    return build.add("Div", [wide, spread], x.shape);
  });
  return build.add("Mul", [normal, scale], x.shape);
};

/** Groups of channels as channels of their own, normalised, in the shape of x again: · γ + β */
const groupNormalization: Composition = (build, { inputs, attributes }) => {
  const [x, scale, shift] = inputs as [Value, Value, Value];
  if (x.shape === unknownShape || x.shape.length < 3) return undefined;
  const groups = Number(attributes.num_groups);
  const { epsilon = 1e-5 } = attributes;
  const normal = inSingle(build, x, (wide) => {
    const rows = [x.shape[0]!, groups, "rest"];
    const grouped = build.add("Reshape", [wide, build.int64s("groups", [0, groups, -1])], rows);
    const one = new Float32Array(groups).fill(1);
    const [factor, summand] = [one, new Float32Array(groups)].map((data) =>
      build.cast(build.graph.constant(data, [groups]), wide.dtype),
    );
    const norm = [grouped, factor!, summand!];
    const even = build.add("InstanceNormalization", norm, rows, { epsilon });
    const sizes = build.graph.add("Shape", [x], [x.shape.length], { dtype: "int64" });
    return build.add("Reshape", [even, sizes], x.shape);
  });
  const axes = build.int64s(
    "axes",
    x.shape.slice(2).map((_, i) => 1 + i),
  );
  const [gamma, beta] = [scale, shift].map((value) => {
    const shape = [value.shape[0]!, ...x.shape.slice(2).map(() => 1)];
    return build.add("Unsqueeze", [value, axes], shape);
  });
  return build.add("Add", [build.add("Mul", [normal, gamma!], x.shape), beta!], x.shape);
};

/** y = x/2 · (1 + erf(x/√2)), or with tanh(√(2/π)·(x + 0.044715·x³)) */
const gelu: Composition = (build, { inputs, attributes }) =>
  inSingle(build, inputs[0]!, (x) => {
    const times = (a: Value, b: number) => build.add("Mul", [a, build.number(b, x)], x.shape);
    const bent = attributes.approximate === "tanh" ? tanhOf : erfOf;
    const risen = build.add("Add", [bent(build, x), build.number(1, x)], x.shape);
    return times(build.add("Mul", [x, risen], x.shape), 0.5);
  });

function erfOf(build: Builder, x: Value): Value {
  const scaled = build.add("Div", [x, build.number(Math.SQRT2, x)], x.shape);
  return build.add("Erf", [scaled], x.shape);
}

function tanhOf(build: Builder, x: Value): Value {
  const cube = build.add("Pow", [x, build.number(3, x)], x.shape);
  const bend = build.add("Mul", [cube, build.number(0.044715, x)], x.shape);
  const sum = build.add("Add", [x, bend], x.shape);
  const scaled = build.add("Mul", [sum, build.number(Math.sqrt(2 / Math.PI), x)], x.shape);
  return build.add("Tanh", [scaled], x.shape);
}

/** y = x · max(0, min(1, x/6 + 1/2)) */
const hardSwish: Composition = (build, { inputs }) => {
  const x = inputs[0]!;
  const gate = build.add("HardSigmoid", [x], x.shape, { alpha: 1 / 6, beta: 0.5 });
  return build.add("Mul", [x, gate], x.shape);
};

/** y = x · tanh(ln(1 + eˣ)) */
const mish: Composition = (build, { inputs }) => {
  const x = inputs[0]!;
  const gate = build.add("Tanh", [build.add("Softplus", [x], x.shape)], x.shape);
  return build.add("Mul", [x, gate], x.shape);
};

/** y = x · σ(α·x) */
const swish: Composition = (build, { inputs, attributes }) =>
  inSingle(build, inputs[0]!, (x) => {
    const alpha = Number(attributes.alpha ?? 1);
    const scaled = alpha === 1 ? x : build.add("Mul", [x, build.number(alpha, x)], x.shape);
    return build.add("Mul", [x, build.add("Sigmoid", [scaled], x.shape)], x.shape);
  });

const castLike: Composition = (build, { inputs }) => {
  const [x, like] = inputs as [Value, Value];
  return x.dtype === like.dtype ? build.add("Identity", [x], x.shape) : build.cast(x, like.dtype);
};

/** Divides 8-bit integers in 32 bits. */
const division: Composition = (build, { inputs, outputs }) => {
  const { dtype, shape } = outputs[0]!;
  if (dtype !== "uint8" && dtype !== "int8") return undefined;
  const wide = inputs.map((value) => build.cast(value!, "int32"));
  return build.cast(build.add("Div", wide, shape), dtype);
};

export const composedOperators: readonly OpsetChange[] = [
  composed("CastLike", 15, castLike),
  composed("Div", 14, division),
  composed("Gelu", 20, gelu),
  composed("GroupNormalization", 21, groupNormalization),
  composed("HardSwish", 14, hardSwish),
  composed("LayerNormalization", 17, layerNormalization),
  composed("Mish", 18, mish),
  composed("RMSNormalization", 23, rmsNormalization),
  composed("Swish", 24, swish),
];
