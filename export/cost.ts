/** @file What a model costs a device: weights, arithmetic, memory. Counted from shapes, for one window. */
import { UserError } from "#core/errors";
import { type Dim, type Graph, type Node, unknownShape, type Value } from "#graph/graph";

export interface LayerCost {
  /** Node name. */
  readonly name: string;
  readonly op: string;
  /** Elements of its constants (shapes, axes, scales and zero points do not count). */
  readonly parameters: number;
  /** Multiply-accumulate operations per window. */
  readonly macs: number;
  /** Bytes of its constants. */
  readonly bytes: number;
}

export interface GraphCost {
  readonly parameters: number;
  readonly macs: number;
  /** Bytes of all constants; the file adds names and structure. */
  readonly bytes: number;
  /** Largest sum of the tensors that are alive at once, in bytes, for one window. */
  readonly peakActivationBytes: number;
  /** One entry per node, in order. */
  readonly layers: readonly LayerCost[];
}

/** Counts the cost of one window (a symbolic dimension counts as 1). Throws where shapes are unknown. */
export function graphCost(graph: Graph): GraphCost {
  const counted = new Set<Value>();
  const layers = graph.nodes.map((node) => layerCost(node, counted));
  const total = (key: "parameters" | "macs" | "bytes") =>
    layers.reduce((sum, layer) => sum + layer[key], 0);
  return {
    parameters: total("parameters"),
    macs: total("macs"),
    bytes: total("bytes"),
    peakActivationBytes: peakActivationBytes(graph),
    layers,
  };
}

/** A constant counts at its first reader. */
function layerCost(node: Node, counted: Set<Value>): LayerCost {
  const own = node.inputs.filter((value) => value?.data && !counted.has(value)) as Value[];
  const constants = [...new Set(own)];
  for (const value of constants) counted.add(value);
  const roles = parameterInputs.get(node.op);
  const weights = constants.filter((value) => {
    return value.dtype !== "int64" && (!roles || roles.includes(node.inputs.indexOf(value)));
  });
  return {
    name: node.name,
    op: node.op,
    parameters: weights.reduce((sum, { data }) => sum + data!.length, 0),
    macs: macsOf(node),
    bytes: constants.reduce((sum, { data }) => sum + data!.byteLength, 0),
  };
}

/** Which inputs of integer operators are weights and biases; the others are scales and zero points. */
const parameterInputs: ReadonlyMap<string, readonly number[]> = new Map([
  ["DequantizeLinear", [0]],
  ["MatMulIntegerToFloat", [1, 6]],
  ["QGemm", [3, 6]],
  ["QLinearAdd", []],
  ["QLinearConv", [3, 8]],
  ["QLinearGlobalAveragePool", []],
  ["QuantizeLinear", []],
]);

/** Index of the weight among the inputs. */
const weightInput: ReadonlyMap<string, number> = new Map([
  ["Conv", 1],
  ["ConvInteger", 1],
  ["Gemm", 1],
  ["MatMul", 1],
  ["MatMulInteger", 1],
  ["MatMulIntegerToFloat", 1],
  ["QGemm", 3],
  ["QLinearConv", 3],
  ["QLinearMatMul", 3],
]);

/** Their weights, of the input and of the state, are multiplied once at each step. */
const recurrent: ReadonlySet<string> = new Set(["GRU", "LSTM", "RNN"]);

/** Each element of the result is a sum over the weight without its output axis. */
function macsOf(node: Node): number {
  if (recurrent.has(node.op)) {
    const [x, input, state] = node.inputs as Value[];
    return Number(x!.shape[0]) * (elements(input!) + elements(state!));
  }
  const weight = node.inputs[weightInput.get(node.op) ?? -1];
  if (!weight) return 0;
  const isConv = node.op.includes("Conv");
  const outputs = isConv ? weight.shape[0] : weight.shape.at(node.attributes.transB ? -2 : -1);
  const terms = isConv
    ? elements(weight) / Number(outputs)
    : weight.shape.at(node.attributes.transB ? -1 : -2);
  return elements(node.outputs[0]!) * Number(terms);
}

/** Walks the nodes in order; a tensor lives from its node to its last reader, graph outputs to the end. */
function peakActivationBytes(graph: Graph): number {
  const lastUse = new Map<Value, number>();
  for (const [i, node] of graph.nodes.entries()) {
    for (const value of node.inputs) if (value && !value.data) lastUse.set(value, i);
  }
  for (const output of graph.outputs) lastUse.set(output, graph.nodes.length);
  const alive = new Map<Value, number>(); // with its bytes
  let [bytes, peak] = [0, 0];
  const begin = (value: Value) => {
    alive.set(value, tensorBytes(value));
    bytes += alive.get(value)!;
  };
  graph.inputs.forEach(begin);
  for (const [i, node] of graph.nodes.entries()) {
    node.outputs.forEach(begin);
    peak = Math.max(peak, bytes);
    for (const [value, size] of alive) {
      if ((lastUse.get(value) ?? -1) <= i && alive.delete(value)) bytes -= size;
    }
  }
  return peak;
}

const elementBytes = {
  bool: 1,
  float16: 2,
  float32: 4,
  float64: 8,
  int32: 4,
  int64: 8,
  int8: 1,
  uint8: 1,
};

/** Of one window. Throws where the shape is unknown. */
export function tensorBytes(value: Value): number {
  return elements(value) * elementBytes[value.dtype];
}

function elements({ name, shape }: Value): number {
  if (shape === unknownShape) {
    throw new UserError(
      `cannot count the cost: the model does not state the shape of "${name}"`,
      "run onnx shape inference over the file first",
    );
  }
  return shape.reduce<number>((size, n) => size * ofOneWindow(n), 1);
}

/** 16 of "16*batch", 1 of "batch". */
function ofOneWindow(size: Dim): number {
  return typeof size === "number" ? size : Number(/^(\d+)\*/.exec(size)?.[1] ?? 1);
}
