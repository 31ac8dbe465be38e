/** @file What the operators of a clean graph are in tf.js, where gradients can flow: values of rank 4 lie channels last. */
import {
  abs,
  add,
  avgPool,
  clipByValue,
  concat,
  conv2d,
  depthwiseConv2d,
  div,
  elu,
  exp,
  leakyRelu,
  log,
  matMul,
  max,
  maximum,
  maxPool,
  mean,
  minimum,
  mul,
  neg,
  ones,
  pad,
  relu,
  reshape,
  sigmoid,
  slice,
  softmax,
  split,
  sqrt,
  sub,
  sum,
  type Tensor,
  type Tensor4D,
  tanh,
  transpose,
} from "@tensorflow/tfjs";
import type { Attributes, Dim, Node } from "#graph/graph";
import { recurrentLayer } from "./replay-recurrent.ts";

/** A node's inputs in ONNX order of axes, but for images. */
export interface Call {
  readonly node: Node;
  /** In ONNX's order of axes. */
  input(index: number): Tensor;
  /** `[batch, height, width, channel]`; an axis of height 1 is put in where there is none. */
  image(index: number): Tensor4D;
  /** Elements of a constant input. */
  numbers(index: number): number[] | undefined;
  /** Shape of the result for the batch at hand. */
  readonly shape: number[];
}

export type Replayed = { readonly plain: Tensor } | { readonly image: Tensor4D };

const plain = (tensor: Tensor): Replayed => ({ plain: tensor });

type Unary = (x: Tensor, attributes: Attributes) => Tensor;

const unary: Readonly<Record<string, Unary>> = {
  Abs: (x) => abs(x),
  Elu: (x) => elu(x),
  Exp: (x) => exp(x),
  Identity: (x) => x,
  LeakyRelu: (x, { alpha = 0.01 }) => leakyRelu(x, realOf(alpha)),
  Log: (x) => log(x),
  Neg: (x) => neg(x),
  Relu: (x) => relu(x),
  Sigmoid: (x) => sigmoid(x),
  Sqrt: (x) => sqrt(x),
  Tanh: (x) => tanh(x),
};

const binary: Readonly<Record<string, (a: Tensor, b: Tensor) => Tensor>> = {
  Add: (a, b) => add(a, b),
  Div: (a, b) => div(a, b),
  Max: (a, b) => maximum(a, b),
  Min: (a, b) => minimum(a, b),
  Mul: (a, b) => mul(a, b),
  Sub: (a, b) => sub(a, b),
};

/** Operators that compute each element by itself: images stay images. */
export const elementwise = { unary, binary } as const;

/** Weights come as they are trained, in the order of the node's inputs. */
export type Layer = (call: Call, weights: readonly (Tensor | undefined)[]) => Replayed;

const recurrent: Layer = (call, weights) => plain(recurrentLayer(call, weights));

export const layers: Readonly<Record<string, Layer>> = {
  Conv: (call, [weight, bias]) => {
    const y = convolve(call, weight!);
    return { image: (bias ? add(y, bias) : y) as Tensor4D };
  },
  Gemm: ({ input, node }, [weight, bias]) => {
    const y = matMul(input(0), weight!, false, Boolean(node.attributes.transB));
    return plain(bias ? add(y, bias) : y);
  },
  GRU: recurrent,
  LSTM: recurrent,
  RNN: recurrent,
};

export const operators: Readonly<Record<string, (call: Call) => Replayed>> = {
  AveragePool: (call) => pooled(call, avgPool),
  Clip: ({ input, numbers }) => {
    const [low = Number.NEGATIVE_INFINITY] = numbers(1) ?? [];
    const [high = Number.POSITIVE_INFINITY] = numbers(2) ?? [];
    return plain(clipByValue(input(0), low, high));
  },
  Concat: ({ node, input }) =>
    plain(
      concat(
        node.inputs.map((_, i) => input(i)),
        Number(node.attributes.axis),
      ),
    ),
  Flatten: ({ input, shape }) => plain(reshape(input(0), shape)),
  GlobalAveragePool: ({ image }) => ({ image: mean(image(0), [1, 2], true) }),
  MatMul: ({ input }) => plain(matMul(input(0), input(1))),
  MaxPool: (call) => pooled(call, maxPool),
  Pad: ({ input, numbers }) => {
    const amounts = numbers(1)!;
    const rank = amounts.length / 2;
    const pairs = Array.from({ length: rank }, (_, i) => [amounts[i]!, amounts[rank + i]!]);
    return plain(pad(input(0), pairs as [number, number][], numbers(2)?.[0] ?? 0));
  },
  ReduceMax: (call) => reduced(call, max),
  ReduceMean: (call) => reduced(call, mean),
  ReduceSum: (call) => reduced(call, sum),
  Reshape: ({ input, shape }) => plain(reshape(input(0), shape)),
  Slice: ({ input, numbers }) => {
    const x = input(0);
    const [starts, ends] = [numbers(1)!, numbers(2)!];
    const axes = (numbers(3) ?? starts.map((_, i) => i)).map((axis) => fromFront(axis, x));
    const begin = x.shape.map(() => 0);
    const size = [...x.shape];
    for (const [i, axis] of axes.entries()) {
      const at = (place: number) =>
        Math.min(place < 0 ? x.shape[axis]! + place : place, x.shape[axis]!);
      begin[axis] = at(starts[i]!);
      size[axis] = at(ends[i]!) - begin[axis]!;
    }
    return plain(slice(x, begin, size));
  },
  Softmax: ({ input, node }) => plain(softmaxAlong(input(0), Number(node.attributes.axis ?? -1))),
  Squeeze: ({ input, shape }) => plain(reshape(input(0), shape)),
  Transpose: ({ input, node }) =>
    plain(transpose(input(0), [...(node.attributes.perm as readonly number[])])),
  Unsqueeze: ({ input, shape }) => plain(reshape(input(0), shape)),
};

/** Forms of an operator that are not computed here: slices that skip or turn back, an ELU of another slope. */
export function isOtherForm({ op, inputs, attributes }: Node): boolean {
  if (op === "Slice") return Array.from(inputs[4]?.data ?? [], Number).some((step) => step !== 1);
  return op === "Elu" && attributes.alpha !== undefined && realOf(attributes.alpha) !== 1;
}

/** However it is written. */
function realOf(value: Attributes[string]): number {
  return typeof value === "object" && "float" in value ? value.float : Number(value);
}

function fromFront(axis: number, { rank }: Tensor): number {
  return axis < 0 ? axis + rank : axis;
}

/** tf.js normalises the last axis. */
function softmaxAlong(x: Tensor, axis: number): Tensor {
  const along = fromFront(axis, x);
  if (along === x.rank - 1) return softmax(x);
  const order = x.shape.map((_, i) => i).filter((i) => i !== along);
  const turned = transpose(x, [...order, along]);
  const back = x.shape.map((_, i) => (i === along ? x.rank - 1 : order.indexOf(i)));
  return transpose(softmax(turned), back);
}

type Reduce = (x: Tensor, axes: number[], keepDims: boolean) => Tensor;

function reduced({ node, input, numbers }: Call, reduce: Reduce): Replayed {
  const x = input(0);
  const axes = (node.attributes.axes as readonly number[] | undefined) ?? numbers(1);
  const along = (axes ?? x.shape.map((_, i) => i)).map((axis) => fromFront(axis, x));
  return plain(reduce(x, [...along], Number(node.attributes.keepdims ?? 1) === 1));
}

type Pair = [number, number];

/** Height and width of an attribute that may be of width alone. */
function pairOf(value: Attributes[string] | undefined, fallback: number): Pair {
  const list = (value as readonly number[] | undefined) ?? [fallback, fallback];
  return list.length === 1 ? [fallback, list[0]!] : [list[0]!, list[1]!];
}

/** Zeros (or what else) around an image, as ONNX says. */
function framed(x: Tensor4D, { pads }: Attributes, fill = 0): Tensor4D {
  const list = (pads as readonly number[] | undefined) ?? [];
  if (list.every((amount) => amount === 0)) return x;
  const [top, left, bottom, right] = list.length === 2 ? [0, list[0]!, 0, list[1]!] : list;
  return pad(
    x,
    [
      [0, 0],
      [top!, bottom!],
      [left!, right!],
      [0, 0],
    ],
    fill,
  );
}

function convolve({ node, image }: Call, weight: Tensor): Tensor4D {
  const { attributes } = node;
  const x = framed(image(0), attributes);
  const [strides, dilations] = [pairOf(attributes.strides, 1), pairOf(attributes.dilations, 1)];
  const flat =
    weight.rank === 3 ? reshape(weight, [weight.shape[0]!, weight.shape[1]!, 1, -1]) : weight;
  const perGroup = flat.shape[1];
  const groups = Number(attributes.group ?? 1);
  const kernel = transpose(flat, [2, 3, 1, 0]) as Tensor4D; // [height, width, in, out]
  if (groups === 1) return conv2d(x, kernel, strides, "valid", "NHWC", dilations);
  if (perGroup === 1) return eachChannel(x, kernel, { groups, strides, dilations });
  const kernels = split<Tensor4D>(kernel, groups, 3);
  const parts = split<Tensor4D>(x, groups, 3).map((part, g) =>
    conv2d<Tensor4D>(part, kernels[g]!, strides, "valid", "NHWC", dilations),
  );
  return concat(parts, 3);
}

interface Strided {
  readonly groups: number;
  readonly strides: Pair;
  readonly dilations: Pair;
}

/** tf.js wants one stride for both axes: of an image of one row, the row's is any. */
function eachChannel(x: Tensor4D, kernel: Tensor4D, { groups, strides, dilations }: Strided) {
  const [height, width, , outputs] = kernel.shape;
  const own = reshape(kernel, [height, width, groups, outputs / groups]) as Tensor4D;
  const stride = x.shape[1] === 1 ? strides[1] : strides[0];
  const dilation: Pair = height === 1 ? [1, dilations[1]] : dilations;
  return depthwiseConv2d(x, own, [stride, strides[1]], "valid", "NHWC", dilation);
}

type Pool = (x: Tensor4D, size: Pair, strides: Pair, pad: "valid") => Tensor4D;

function pooled({ node, image }: Call, pool: Pool): Replayed {
  const { attributes } = node;
  const least = node.op === "MaxPool" ? -3e38 : 0;
  const x = image(0);
  const along = (y: Tensor4D, fill: number) => {
    const size = pairOf(attributes.kernel_shape, 1);
    return pool(framed(y, attributes, fill), size, pairOf(attributes.strides, 1), "valid");
  };
  const y = along(x, least);
  const isPlain = node.op === "MaxPool" || attributes.count_include_pad === 1;
  if (isPlain || framed(x, attributes) === x) return { image: y };
  const [, height, width] = x.shape;
  return { image: div(y, along(ones([1, height, width, 1]), 0)) }; // a mean of what is there
}

/** Sizes with the batch at hand in place of its name: 32, "batch" → n, "2*batch" → 2n. */
export function shapeFor(shape: readonly Dim[], batch: number): number[] {
  return shape.map((size) => {
    if (typeof size === "number") return size;
    return size.includes("*") ? Number(size.split("*")[0]) * batch : batch;
  });
}
