/** @file Small channels-last graphs, as a recorder writes them, that together reach every rule of the passes. */
import { Random } from "#core/random";
import { sizeOf } from "#core/signal";
import { Graph, type Value } from "#graph/graph";

const T = 12;

class Builder {
  readonly graph: Graph;
  readonly #random: Random = new Random(5);

  constructor(name: string) {
    this.graph = new Graph(name);
  }

  input(channels: number): Value {
    return this.graph.input("x", "float32", ["batch", T, channels]);
  }

  weights(...shape: number[]): Value {
    const data = Float32Array.from({ length: sizeOf(shape) }, () => this.#random.between(0.2, 1.2));
    return this.graph.constant(data, shape);
  }

  ints(...values: number[]): Value {
    return this.graph.constant(BigInt64Array.from(values.map(BigInt)), [values.length], "int64");
  }

  reshape(x: Value, shape: readonly (number | string)[]): Value {
    const target = this.ints(...shape.map((size) => (typeof size === "string" ? -1 : size)));
    return this.graph.add("Reshape", [x, target], shape);
  }

  transpose(x: Value, perm: number[]): Value {
    const shape = perm.map((axis) => x.shape[axis]!);
    return this.graph.add("Transpose", [x], shape, { attributes: { perm } });
  }

  unary(op: string, x: Value, attributes = {}): Value {
    return this.graph.add(op, [x], x.shape, { attributes });
  }

  /** Padded convolution over time between the layout changes that tf.js needs. */
  conv(x: Value, filters: number, kernel = 3): Value {
    const [, time, channels] = x.shape as [string, number, number];
    const image = this.transpose(this.reshape(x, ["batch", 1, time, channels]), [0, 3, 1, 2]);
    const pad = (kernel - 1) / 2;
    const attributes = { kernel_shape: [1, kernel], pads: [0, pad, 0, pad] };
    const inputs = [image, this.weights(filters, channels, 1, kernel)];
    const y = this.graph.add("Conv", inputs, ["batch", filters, 1, time], { attributes });
    return this.reshape(this.transpose(y, [0, 2, 3, 1]), ["batch", time, filters]);
  }

  /** Pooling that puts time on the height, as tf.js does. */
  pool(op: string, x: Value): Value {
    const [, time, channels] = x.shape as [string, number, number];
    const image = this.transpose(this.reshape(x, ["batch", time, 1, channels]), [0, 3, 1, 2]);
    const attributes = { kernel_shape: [2, 1], strides: [2, 1] };
    const y = this.graph.add(op, [image], ["batch", channels, time / 2, 1], { attributes });
    return this.reshape(this.transpose(y, [0, 2, 3, 1]), ["batch", time / 2, channels]);
  }

  binary(op: string, a: Value, b: Value, shape = a.shape): Value {
    return this.graph.add(op, [a, b], shape);
  }

  mean(x: Value, keepdims: 0 | 1): Value {
    const [, , channels] = x.shape;
    const shape = keepdims ? ["batch", 1, channels!] : ["batch", channels!];
    return this.graph.add("ReduceMean", [x], shape, { attributes: { axes: [1], keepdims } });
  }

  dense(x: Value, outputs: number): Value {
    const y = this.graph.add(
      "MatMul",
      [x, this.weights(x.shape[1] as number, outputs)],
      ["batch", outputs],
    );
    const row = this.binary("Add", this.reshape(y, [1, "batch", outputs]), this.weights(outputs));
    return this.reshape(row, ["batch", outputs]);
  }

  done(y: Value): Graph {
    this.graph.output("y", y);
    this.graph.prune();
    return this.graph;
  }
}

function plain(): Graph {
  const b = new Builder("plain");
  const x = b.conv(b.input(3), 4);
  const norm = b.binary(
    "Add",
    b.binary("Mul", b.reshape(x, [1, "batch", T, 4]), b.weights(4)),
    b.weights(4),
  );
  const active = b.unary("Relu", b.unary("Identity", b.reshape(norm, ["batch", T, 4])));
  const pooled = b.pool("MaxPool", active);
  return b.done(b.dense(b.mean(b.unary("Relu", b.conv(pooled, 5)), 0), 2));
}

function residual(): Graph {
  const b = new Builder("residual");
  const stem = b.conv(b.input(3), 4);
  const branch = b.conv(b.unary("LeakyRelu", stem, { alpha: 0.1 }), 4);
  const sum = b.binary("Add", branch, stem);
  const late = b.binary("Sub", b.binary("Div", sum, b.weights(4)), b.weights(1));
  return b.done(b.dense(b.mean(b.unary("Sigmoid", b.conv(late, 3, 1)), 0), 2));
}

function gated(): Graph {
  const b = new Builder("gated");
  const x = b.conv(b.input(2), 4);
  const gate = b.unary("Sigmoid", b.dense(b.mean(x, 0), 4));
  const scaled = b.binary("Mul", x, b.reshape(gate, ["batch", 1, 4]));
  return b.done(b.dense(b.mean(b.conv(scaled, 3), 0), 2));
}

function joined(): Graph {
  const b = new Builder("joined");
  const x = b.input(2);
  const [left, right] = [b.conv(x, 3), b.conv(x, 2, 5)];
  const attributes = { axis: 2 };
  const both = b.graph.add("Concat", [left, right], ["batch", T, 5], { attributes });
  const padded = b.graph.add("Pad", [both, b.ints(0, 1, 0, 0, 2, 0)], ["batch", T + 3, 5]);
  const cut = b.graph.add(
    "Slice",
    [padded, b.ints(1), b.ints(T - 1), b.ints(1)],
    ["batch", T - 2, 5],
  );
  const shares = b.unary("Softmax", cut, { axis: 2 });
  const top = { axes: [1], keepdims: 0 };
  const peak = b.graph.add("ReduceMax", [b.conv(shares, 4)], ["batch", 4], { attributes: top });
  return b.done(b.dense(peak, 2));
}

function averaged(): Graph {
  const b = new Builder("averaged");
  const pooled = b.pool("AveragePool", b.unary("Elu", b.conv(b.input(3), 4), { alpha: 1 }));
  const centred = b.binary("Sub", pooled, b.mean(pooled, 1));
  const limits = [
    b.graph.constant(Float32Array.of(-1), []),
    b.graph.constant(Float32Array.of(1), []),
  ];
  const clipped = b.graph.add("Clip", [centred, ...limits], centred.shape);
  return b.done(b.dense(b.mean(b.conv(clipped, 3), 0), 2));
}

/** Filters come transposed; scales are computed from constants; the input is standardised. */
function computed(): Graph {
  const b = new Builder("computed");
  const x = b.binary("Div", b.binary("Sub", b.input(3), b.weights(3)), b.weights(3));
  const filter = b.transpose(b.reshape(b.weights(3, 3, 4), [1, 3, 3, 4]), [3, 2, 0, 1]);
  const image = b.transpose(b.reshape(x, ["batch", 1, T, 3]), [0, 3, 1, 2]);
  const y = b.graph.add("Conv", [image, filter], ["batch", 4, 1, T - 2]);
  const deviation = b.unary("Sqrt", b.binary("Add", b.weights(4), b.weights(1)));
  const scale = b.unary("Reciprocal", b.unary("Neg", deviation));
  const rows = b.reshape(b.transpose(y, [0, 2, 3, 1]), ["batch", T - 2, 4]);
  return b.done(b.dense(b.mean(b.binary("Mul", rows, scale), 0), 2));
}

/** Fresh graphs, `x` [batch, 12, 2 or 3] → `y` [batch, 2]. */
export const sampleGraphs: readonly (() => Graph)[] = [
  averaged,
  computed,
  gated,
  joined,
  plain,
  residual,
];
