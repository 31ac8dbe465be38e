/** @file Bytes that carry no meaning for a runtime, left out of small files. */
import type { Attributes, Graph, Node } from "#graph/graph";
import { decodeModel, encodeModel } from "#graph/protobuf";

/**
 * The graph as a small ONNX file: short value names, no node names, no attributes that repeat their default.
 * Inputs and outputs keep their names; the graph stays as it is.
 */
export function encodeCompact(graph: Graph): Uint8Array {
  const copy = decodeModel(encodeModel(graph));
  compact(copy);
  return encodeModel(copy);
}

function compact(graph: Graph): void {
  const taken = new Set([...graph.inputs, ...graph.outputs].map(({ name }) => name));
  let counter = 0;
  const next = () => {
    let name = (counter++).toString(36);
    while (taken.has(name)) name = (counter++).toString(36);
    return name;
  };
  for (const constant of graph.constants()) constant.name = next();
  for (const node of graph.nodes) {
    node.name = "";
    node.attributes = withoutDefaults(node);
    for (const value of node.outputs) if (!taken.has(value.name)) value.name = next();
  }
}

function withoutDefaults({ op, attributes }: Node): Attributes {
  const kept = Object.entries(attributes).filter(([name, value]) => {
    if (name === "group") return value !== 1;
    if (name === "kernel_shape") return !op.endsWith("Conv"); // the weight tells
    const fill = name === "pads" ? 0 : name === "strides" || name === "dilations" ? 1 : undefined;
    return !(Array.isArray(value) && value.every((x) => x === fill));
  });
  return Object.fromEntries(kept);
}
