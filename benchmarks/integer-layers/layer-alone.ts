/** @file One layer of a graph as a model of its own, whose answer is a single number: what the layer costs, and no more. */
import { type Dim, Graph, type Node, type Value } from "#graph/graph";

export interface AloneModels {
  readonly layer: Graph;
  /** The same input and answer without the layer: what is to be taken off. */
  readonly frame: Graph;
}

/** Of a node with constant weights, with the ReLU behind it where there is one. */
export function layerAlone(node: Node): AloneModels {
  const layer = new Graph("layer");
  const inputs = node.inputs.map((value) => value && constantOr(layer, value));
  const [output] = node.outputs as [Value];
  const { op, domain, attributes } = node;
  const options = { attributes, domain, dtype: output.dtype };
  const y = layer.add(op, inputs, output.shape.map(sizeOf), options);
  const relu = output.readers.some((reader) => reader.op === "Relu");
  answer(layer, relu ? layer.add("Relu", [y], y.shape) : y);
  const frame = new Graph("frame");
  const [x] = layer.inputs as [Value];
  answer(frame, frame.input("x", x.dtype, x.shape));
  return { layer, frame };
}

function constantOr(graph: Graph, { data, shape, dtype, name }: Value): Value {
  return data
    ? graph.constant(data, shape as readonly number[], dtype, name)
    : graph.input("x", dtype, shape.map(sizeOf));
}

/** One window: "batch" is 1, "288*batch" is 288. */
function sizeOf(size: Dim): number {
  return typeof size === "number" ? size : Number.parseInt(size, 10) || 1;
}

/** The first element: results are not to be carried to JavaScript. */
function answer(graph: Graph, value: Value): void {
  const each = (n: bigint) => {
    const data = new BigInt64Array(value.shape.length).fill(n);
    return graph.constant(data, [data.length], "int64");
  };
  const axes = BigInt64Array.from(value.shape.map((_, axis) => BigInt(axis)));
  const inputs = [value, each(0n), each(1n), graph.constant(axes, [axes.length], "int64")];
  const one = value.shape.map(() => 1);
  graph.output("y", graph.add("Slice", inputs, one));
}
