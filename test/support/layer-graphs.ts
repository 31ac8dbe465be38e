/** @file Small ONNX models, one for each form of a layer that formats hold. */
import { Random } from "#core/random";
import { sizeOf } from "#core/signal";
import { type Attributes, type Dim, Graph, type Value } from "#graph/graph";
import { encodeModel } from "#graph/protobuf";

const [steps, channels] = [8, 6];

/** A window of 8 × 6 numbers. */
export const layerWindow = { modality: "x", length: steps, channels };

type Sizes = readonly number[];

/** Shapes are those of one window: a batch stands in front. */
class Sketch {
  readonly graph: Graph = new Graph("sketch");
  readonly x: Value = this.graph.input("x", "float32", ["batch", steps, channels]);
  readonly #random: Random = new Random(3);
  /** The window with time in front. */
  turned: Value | undefined;

  add(
    op: string,
    inputs: readonly (Value | undefined)[],
    sizes: Sizes,
    attributes: Attributes = {},
  ) {
    return this.graph.add(op, inputs, ["batch", ...sizes], { attributes });
  }

  weights(...shape: number[]): Value {
    const data = Float32Array.from({ length: sizeOf(shape) }, () =>
      this.#random.between(-0.8, 0.9),
    );
    return this.graph.constant(data, shape);
  }

  number(value: number): Value {
    return this.graph.constant(Float32Array.of(value), []);
  }

  ints(...values: number[]): Value {
    return this.graph.constant(BigInt64Array.from(values, BigInt), [values.length], "int64");
  }

  unary(op: string, x: Value, attributes: Attributes = {}): Value {
    return this.graph.add(op, [x], x.shape, { attributes });
  }

  times(a: Value, b: Value): Value {
    return this.graph.add("Mul", [a, b], a.data ? b.shape : a.shape);
  }

  sum(a: Value, b: Value): Value {
    return this.graph.add("Add", [a, b], a.data ? b.shape : a.shape);
  }

  /** What `finish` makes of 1 + erf(x/√2). */
  gelu(finish: (risen: Value) => Value, x = this.x): Value {
    const scaled = this.graph.add("Div", [x, this.number(Math.SQRT2)], x.shape);
    return finish(this.sum(this.unary("Erf", scaled), this.number(1)));
  }

  /** Less its mean along an axis. */
  centred(x: Value, axis: number, kept: Sizes): Value {
    const mean = this.add("ReduceMean", [x], kept, { axes: [axis], keepdims: 1 });
    return this.graph.add("Sub", [x, mean], x.shape);
  }

  /** By its deviation along an axis, as PyTorch's `std` takes it, of all but one. */
  standardised(centred: Value, axis: number, kept: Sizes): Value {
    const squares = this.graph.add("Pow", [centred, this.number(2)], centred.shape);
    const mean = this.add("ReduceMean", [squares], kept, { axes: [axis], keepdims: 1 });
    const variance = this.graph.add(
      "Div",
      [this.times(mean, this.number(8)), this.number(7)],
      mean.shape,
    );
    const deviation = this.sum(this.unary("Sqrt", variance), this.number(1e-5));
    return this.graph.add("Div", [centred, deviation], centred.shape);
  }

  /** Channels first, height 1. */
  image(): Value {
    const perm = { perm: [0, 2, 1] };
    const turned = this.add("Transpose", [this.x], [channels, steps], perm);
    return this.add("Unsqueeze", [turned, this.ints(2)], [channels, 1, steps]);
  }

  conv(filters: number, inputs: number, length: number, attributes: Attributes): Value {
    const given = [this.image(), this.weights(filters, inputs, 1, 3), this.weights(filters)];
    return this.add("Conv", given, [filters, 1, length], { kernel_shape: [1, 3], ...attributes });
  }

  /** All states `[batch, step, unit]` of 5 units. */
  lstm(direction: "forward" | "reverse"): Value {
    return this.recurrent("LSTM", 4, { direction });
  }

  gru(direction: "forward" | "reverse", after: 0 | 1): Value {
    return this.recurrent("GRU", 3, { direction, linear_before_reset: after });
  }

  /** `[batch, unit]` */
  lastState(op: string, gates: number): Value {
    const outputs = [
      { dtype: "float32" as const, shape: [steps, 1, "batch", 5] },
      { dtype: "float32" as const, shape: [1, "batch", 5] },
    ];
    const attributes = { hidden_size: 5, direction: "reverse" };
    const node = this.graph.addNode(op, this.recurrentInputs(gates), outputs, { attributes });
    return this.graph.add("Squeeze", [node.outputs[1]!, this.ints(0)], ["batch", 5]);
  }

  private recurrentInputs(gates: number): Value[] {
    this.turned ??= this.graph.add("Transpose", [this.x], [steps, "batch", channels], {
      attributes: turnBatch,
    });
    return [
      ...[this.turned, this.weights(1, 5 * gates, channels), this.weights(1, 5 * gates, 5)],
      this.weights(1, 10 * gates),
    ];
  }

  private recurrent(op: string, gates: number, attributes: Attributes): Value {
    const states = this.graph.add(op, this.recurrentInputs(gates), [steps, 1, "batch", 5], {
      attributes: { hidden_size: 5, ...attributes },
    });
    const flat = this.graph.add("Squeeze", [states, this.ints(1)], [steps, "batch", 5]);
    return this.graph.add("Transpose", [flat], ["batch", steps, 5], { attributes: turnBatch });
  }

  /** What every model ends with: four numbers of all that there is. */
  file(y: Value): Uint8Array {
    const size = sizeOf(y.shape.slice(1) as number[]);
    const flat = this.add("Reshape", [y, this.ints(-1, size)], [size]);
    const wide = this.add("MatMul", [flat, this.weights(size, 24)], [24]);
    const output = this.add(
      "Add",
      [this.add("MatMul", [wide, this.weights(24, 4)], [4]), this.weights(4)],
      [4],
    );
    this.graph.output("logits", output);
    return encodeModel(this.graph);
  }
}

const turnBatch = { perm: [1, 0, 2] };
const T: Dim = steps;

const forms: Readonly<Record<string, (sketch: Sketch) => Value>> = {
  "convolution in two groups": (s) =>
    s.unary("Relu", s.conv(8, 3, steps, { group: 2, pads: [0, 1, 0, 1] })),
  "convolution padded on one side": (s) => s.conv(5, channels, steps, { pads: [0, 2, 0, 0] }),
  "dilated convolution": (s) =>
    s.conv(5, channels, steps, { pads: [0, 2, 0, 2], dilations: [1, 2] }),
  "strided convolution": (s) => s.conv(5, channels, 4, { pads: [0, 0, 0, 1], strides: [1, 2] }),
  "depthwise convolution with two filters each": (s) => s.conv(12, 1, 6, { group: channels }),
  "mean of pairs": (s) =>
    s.add("AveragePool", [s.image()], [channels, 1, 4], { kernel_shape: [1, 2], strides: [1, 2] }),
  "largest of three, padded": (s) =>
    s.add("MaxPool", [s.image()], [channels, 1, 4], {
      ...{ kernel_shape: [1, 3], strides: [1, 2], auto_pad: "SAME_UPPER" },
    }),
  "global mean": (s) => s.add("GlobalAveragePool", [s.image()], [channels, 1, 1]),
  Abs: (s) => s.unary("Abs", s.x),
  Clip: (s) => s.add("Clip", [s.x, s.number(-0.5), s.number(0.7)], [steps, channels]),
  "Clip below": (s) => s.add("Clip", [s.x, s.number(0.1)], [steps, channels]),
  "Clip that ends above alone, as other tools write it": (s) =>
    s.add("Clip", [s.x, s.number(-3.4028235e38), s.number(0.7)], [steps, channels]),
  "Clip that ends far away": (s) =>
    s.add("Clip", [s.x, s.number(-1e6), s.number(1e6)], [steps, channels]),
  "Clip whose ends are one": (s) =>
    s.add("Clip", [s.x, s.number(0.25), s.number(0.25)], [steps, channels]),
  Elu: (s) => s.unary("Elu", s.x),
  Erf: (s) => s.unary("Erf", s.x),
  "Elu with alpha 0.5": (s) => s.unary("Elu", s.x, { alpha: 0.5 }),
  Exp: (s) => s.unary("Exp", s.x),
  Gelu: (s) => s.gelu((risen) => s.times(s.times(s.x, risen), s.number(0.5))),
  "Gelu, halved first": (s) => s.gelu((risen) => s.times(s.times(s.x, s.number(0.5)), risen)),
  "Gelu of a convolution": (s) => {
    const y = s.conv(5, channels, 6, {});
    return s.gelu((risen) => s.times(y, s.times(s.number(0.5), risen)), y);
  },
  "Gelu by tanh": (s) => {
    const cube = s.add("Pow", [s.x, s.number(3)], [steps, channels]);
    const bent = s.sum(s.x, s.times(cube, s.number(0.044715)));
    const gate = s.unary("Tanh", s.times(bent, s.number(Math.sqrt(2 / Math.PI))));
    return s.times(s.times(s.x, s.number(0.5)), s.sum(gate, s.number(1)));
  },
  "Gelu by tanh, of a product": (s) => {
    const x = s.times(s.x, s.times(s.number(2), s.weights(channels)));
    const square = s.times(x, s.times(x, s.number(0.044715)));
    const bent = s.times(s.times(x, s.number(0.7978846)), s.sum(square, s.number(1)));
    return s.times(s.number(0.5), s.times(s.sum(s.number(1), s.unary("Tanh", bent)), x));
  },
  "Pow of absolute numbers": (s) =>
    s.add("Pow", [s.unary("Abs", s.x), s.number(1.5)], [steps, channels]),
  "Pow of three": (s) => s.add("Pow", [s.unary("Tanh", s.x), s.number(3)], [steps, channels]),
  "almost a Gelu": (s) => s.gelu((risen) => s.times(s.times(s.x, risen), s.number(0.6))),
  HardSigmoid: (s) => s.unary("HardSigmoid", s.x, { alpha: 0.3, beta: 0.4 }),
  HardSwish: (s) => s.unary("HardSwish", s.x),
  LayerNormalization: (s) =>
    s.add("LayerNormalization", [s.x, s.weights(channels), s.weights(channels)], [steps, channels]),
  LeakyRelu: (s) => s.unary("LeakyRelu", s.x, { alpha: 0.3 }),
  "Log of absolute numbers above 1": (s) =>
    s.unary("Log", s.graph.add("Add", [s.unary("Abs", s.x), s.number(1)], s.x.shape)),
  LogSoftmax: (s) => s.unary("LogSoftmax", s.x, { axis: -1 }),
  "LogSoftmax over time": (s) => s.unary("LogSoftmax", s.x, { axis: 1 }),
  Neg: (s) => s.unary("Neg", s.x),
  "Reciprocal of absolute numbers above 1": (s) =>
    s.unary("Reciprocal", s.graph.add("Add", [s.unary("Abs", s.x), s.number(1)], s.x.shape)),
  Sigmoid: (s) => s.unary("Sigmoid", s.x),
  Softplus: (s) => s.unary("Softplus", s.x),
  "Sqrt of absolute numbers": (s) => s.unary("Sqrt", s.unary("Abs", s.x)),
  Tanh: (s) => s.unary("Tanh", s.x),
  "standardised over time": (s) => {
    const centred = s.centred(s.x, 1, [1, channels]);
    return s.standardised(centred, 1, [1, channels]);
  },
  "standardised over time, channels first": (s) => {
    const turned = s.add("Transpose", [s.x], [channels, steps], { perm: [0, 2, 1] });
    return s.standardised(s.centred(s.unary("Exp", turned), 2, [channels, 1]), 2, [channels, 1]);
  },
  "softmax over time": (s) => s.unary("Softmax", s.x, { axis: 1 }),
  "a constant for each step": (s) => s.add("Mul", [s.x, s.weights(steps, 1)], [steps, channels]),
  "a constant less the window": (s) => s.add("Sub", [s.weights(channels), s.x], [steps, channels]),
  "a number through the window": (s) =>
    s.add("Div", [s.number(2), s.add("Exp", [s.x], [steps, channels])], [steps, channels]),
  "a square beside what it is of": (s) => {
    const y = s.unary("Tanh", s.x);
    return s.sum(s.times(y, y), y);
  },
  "larger of two": (s) => s.add("Max", [s.x, s.unary("Neg", s.x)], [steps, channels]),
  "smaller than a number": (s) => s.add("Min", [s.x, s.number(0.2)], [steps, channels]),
  "difference to the mean over time": (s) => {
    const mean = s.add("ReduceMean", [s.x], [1, channels], { axes: [1], keepdims: 1 });
    return s.add("Sub", [s.x, mean], [steps, channels]);
  },
  "share of the sum": (s) => {
    const powers = s.unary("Exp", s.x);
    const sum = s.add("ReduceSum", [powers, s.ints(-1)], [steps, 1], { keepdims: 1 });
    return s.add("Div", [powers, sum], [steps, channels]);
  },
  "share of the sum of absolute numbers": (s) => {
    const sizes = s.unary("Abs", s.x);
    const sum = s.add("ReduceSum", [sizes, s.ints(-1)], [steps, 1], { keepdims: 1 });
    return s.add("Div", [sizes, s.add("Add", [sum, s.number(1)], [steps, 1])], [steps, channels]);
  },
  "largest of each step": (s) => s.add("ReduceMax", [s.x], [steps], { axes: [2], keepdims: 0 }),
  "sum of everything": (s) => s.add("ReduceSum", [s.x, s.ints(1, 2)], [1, 1], { keepdims: 1 }),
  "product with itself": (s) => {
    const turned = s.add("Transpose", [s.x], [channels, steps], { perm: [0, 2, 1] });
    return s.add("MatMul", [s.x, turned], [steps, steps]);
  },
  "product of a constant with the window": (s) =>
    s.add("MatMul", [s.weights(1, steps, steps), s.x], [steps, channels]),
  "dense layer for every step": (s) =>
    s.unary("Relu", s.add("MatMul", [s.x, s.weights(channels, 12)], [steps, 12])),
  "dense layer with one bias for all": (s) => {
    const flat = s.add("Reshape", [s.x, s.ints(-1, steps * channels)], [steps * channels]);
    const given = [flat, s.weights(9, steps * channels), s.number(0.7)];
    return s.add("Gemm", given, [9], { transB: 1, beta: { float: 0.5 } });
  },
  "mean of three, padded": (s) =>
    s.add("AveragePool", [s.image()], [channels, 1, steps], {
      ...{ kernel_shape: [1, 3], pads: [0, 1, 0, 1] },
    }),
  "largest of two that overlap": (s) =>
    s.add("MaxPool", [s.image()], [channels, 1, 7], { kernel_shape: [1, 2] }),
  "convolution of one channel": (s) => {
    const one = s.add("Slice", [s.image(), s.ints(3), s.ints(4), s.ints(1)], [1, 1, steps]);
    const given = [one, s.weights(4, 1, 1, 3), s.weights(4)];
    return s.add("Conv", given, [4, 1, 6], { kernel_shape: [1, 3] });
  },
  "convolution without a bias": (s) =>
    s.add("Conv", [s.image(), s.weights(4, channels, 1, 3)], [4, 1, 6], { kernel_shape: [1, 3] }),
  "softmax over one class": (s) => {
    const one = s.add("ReduceSum", [s.x, s.ints(2)], [steps, 1], { keepdims: 1 });
    return s.add("Concat", [s.unary("Softmax", one, { axis: -1 }), s.x], [steps, 7], { axis: -1 });
  },
  "mean of negative axes": (s) =>
    s.add("ReduceMean", [s.x], [1, channels], { axes: [-2], keepdims: 1 }),
  "LSTM's last state": (s) => s.lastState("LSTM", 4),
  "GRU's last state": (s) => s.lastState("GRU", 3),
  "LSTM backwards": (s) => s.lstm("reverse"),
  "LSTM both ways": (s) =>
    s.add("Concat", [s.lstm("forward"), s.lstm("reverse")], [steps, 10], { axis: 2 }),
  "LSTM both ways, backwards first": (s) =>
    s.add("Concat", [s.lstm("reverse"), s.lstm("forward")], [steps, 10], { axis: 2 }),
  "GRU that resets before": (s) => s.gru("forward", 0),
  "GRU backwards that resets after": (s) => s.gru("reverse", 1),
  "batch moved behind time": (s) => {
    const moved = s.graph.add("Transpose", [s.x], [T, "batch", channels], {
      attributes: turnBatch,
    });
    const more = s.graph.add("Sigmoid", [moved], moved.shape);
    return s.graph.add("Transpose", [more], s.x.shape, { attributes: turnBatch });
  },
  "joined along both axes": (s) => {
    const wide = s.add("Concat", [s.x, s.unary("Tanh", s.x)], [steps, 12], { axis: 2 });
    return s.add("Concat", [wide, wide], [16, 12], { axis: 1 });
  },
  "zeros before and after": (s) => s.add("Pad", [s.x, s.ints(0, 2, 0, 0, 1, 3)], [11, 9]),
  "part of both axes": (s) =>
    s.add("Slice", [s.x, s.ints(2, 1), s.ints(7, 5), s.ints(1, 2)], [5, 4]),
  "the last step": (s) =>
    s.graph.add(
      "Gather",
      [s.x, s.graph.constant(BigInt64Array.of(-1n), [], "int64")],
      ["batch", channels],
      {
        attributes: { axis: 1 },
      },
    ),
  "halves, exchanged": (s) => {
    const half = { dtype: "float32" as const, shape: ["batch", steps, 3] };
    const { outputs } = s.graph.addNode("Split", [s.x, s.ints(3, 3)], [half, half], {
      attributes: { axis: 2 },
    });
    return s.add("Concat", outputs.toReversed(), [steps, channels], { axis: 2 });
  },
};

export const layerGraphs = Object.entries(forms).map(([name, form]) => {
  const sketch = new Sketch();
  return { name, bytes: sketch.file(form(sketch)) };
});
