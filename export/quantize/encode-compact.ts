/** @file Bytes that carry no meaning for a runtime, left out of small files. */
import { copyGraph } from "#graph/copy-graph";
import {
  type Attributes,
  type AttributeValue,
  type Dim,
  type Graph,
  type Node,
  unknownShape,
  type Value,
} from "#graph/graph";
import { encodeModel } from "#graph/protobuf";

/**
 * The graph as a small ONNX file: short value names, no node names, no attributes that repeat their default, no size
 * that Reshape can take from its input. Inputs and outputs keep their names; the graph stays as it is.
 */
export function encodeCompact(graph: Graph): Uint8Array {
  const copy = copyGraph(graph);
  for (const shape of copy.constants()) copyBatch(copy, shape);
  rename(copy);
  return encodeModel(copy);
}

function rename(graph: Graph): void {
  const taken = new Set([...graph.inputs, ...graph.outputs].map(({ name }) => name));
  let count = 0;
  const next = (): string => {
    const name = letters(count++);
    return taken.has(name) ? next() : name;
  };
  for (const constant of graph.constants()) constant.name = next();
  for (const node of graph.nodes) {
    node.name = "";
    node.attributes = withoutDefaults(node);
    for (const value of node.outputs) if (!taken.has(value.name)) value.name = next();
  }
}

/** "a" … "z", "A" … "Z", "aa" …: ONNX wants names that could be identifiers. */
function letters(count: number): string {
  const alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  const rest = Math.floor(count / alphabet.length);
  return (rest > 0 ? letters(rest - 1) : "") + alphabet[count % alphabet.length]!;
}

/** In the shapes that Reshape reads, −1 takes ten bytes; 0, the size at the same place of the input, takes one. */
function copyBatch(graph: Graph, shape: Value): void {
  const at = shape.data instanceof BigInt64Array ? shape.data.indexOf(-1n) : -1;
  if (at < 0 || !shape.readers.every((reader) => copies(reader, shape, at))) return;
  const sizes = (shape.data as BigInt64Array).map((size) => (size === -1n ? 0n : size));
  graph.replace(shape, graph.constant(sizes, shape.shape as readonly number[], "int64"));
}

function copies({ op, inputs, outputs, attributes }: Node, shape: Value, at: number): boolean {
  const [from, to] = [inputs[0]?.shape ?? unknownShape, outputs[0]!.shape];
  const isCopied = from[at] === to[at] && from !== unknownShape && to !== unknownShape;
  return op === "Reshape" && inputs[1] === shape && isCopied && !attributes.allowzero;
}

function withoutDefaults(node: Node): Attributes {
  return Object.fromEntries(
    Object.entries(node.attributes).filter(([name, value]) => !isDefault(node, name, value)),
  );
}

function isDefault({ op, inputs }: Node, name: string, value: AttributeValue): boolean {
  if (name === "group") return value === 1;
  if (name === "axis") return value === defaultAxis(op, inputs[0]!.shape);
  if (name === "kernel_shape") return op.endsWith("Conv"); // the weight tells
  const fill = name === "pads" ? 0 : name === "strides" || name === "dilations" ? 1 : undefined;
  return Array.isArray(value) && value.every((x) => x === fill);
}

/** From operator set 13 on. */
function defaultAxis(op: string, shape: readonly Dim[]): number | undefined {
  if (op === "Gather" || op === "Split") return 0;
  return op === "Softmax" && shape !== unknownShape ? shape.length - 1 : undefined;
}
