/** @file Which tensors of a float graph become uint8: inputs of weighted layers, and what flows between them. */

import { onlyReader } from "#export/passes/only-reader";
import type { Graph, Node, Value } from "#graph/graph";

/** Operations that take uint8 as it is: they only select or move elements, the scale stays. */
const movers: ReadonlySet<string> = new Set(["MaxPool", "Reshape", "Transpose"]);

/** Operations that runtimes compute in uint8 where both sides are, with a scale of their own. */
const joiners: ReadonlySet<string> = new Set(["Add", "GlobalAveragePool"]);

export function isMover({ op, domain }: Node): boolean {
  return domain === "" && movers.has(op);
}

/** A convolution or dense layer with constant float weights, and an input that is not constant. */
export function isWeighted({ op, domain, inputs, attributes }: Node): boolean {
  if (domain !== "" || (op !== "Conv" && op !== "Gemm")) return false;
  const [x, weight, bias] = inputs;
  const plain = (attributes.alpha ?? 1) === 1 && (attributes.beta ?? 1) === 1 && !attributes.transA;
  const channels = weight?.shape[op === "Conv" || attributes.transB ? 0 : 1];
  const fits = !bias || bias.data?.length === channels;
  return weight?.dtype === "float32" && !!weight.data && !x?.data && fits && plain;
}

/** The node's result after the ReLU that goes with it. */
export function activated(graph: Graph, node: Node): Value {
  return (onlyReader(graph, node, "Relu") ?? node).outputs[0]!;
}

/** Where the value's elements were computed: movers in between are skipped. */
function origin(value: Value): Value {
  const { producer } = value;
  return producer && isMover(producer) ? origin(producer.inputs[0]!) : value;
}

/** Names of layers that stay in float. */
export type Kept = ReadonlySet<string>;

const none: Kept = new Set();

/** The layers to quantize, in order. */
export function quantizedLayers(graph: Graph, keep: Kept = none): Node[] {
  return graph.nodes.filter((node) => isWeighted(node) && !keep.has(node.name));
}

/** The values to quantize, in graph order of discovery. Their names are the calibration points. */
export function quantizedValues(graph: Graph, keep: Kept = none): Set<Value> {
  const marked = new Set<Value>();
  for (const node of quantizedLayers(graph, keep)) {
    marked.add(origin(node.inputs[0]!));
    if (node.op === "Conv") marked.add(activated(graph, node));
  }
  for (const node of graph.nodes.toReversed()) {
    if (!joiners.has(node.op) || !marked.has(activated(graph, node))) continue;
    if (node.inputs.some((value) => value?.data)) continue;
    for (const value of node.inputs) marked.add(origin(value!));
  }
  return marked;
}
