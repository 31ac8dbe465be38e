/** @file A graph as short text: for people, and for golden tests. */
import type { AttributeValue, Graph, Node } from "./graph.ts";
import { Value } from "./graph.ts";

/**
 * One line per input, node and output, in order. Constants appear where they are read, as type and shape;
 * the elements of small integer ones follow, since they tell what a node does.
 */
export function printGraph(graph: Graph): string {
  const inputs = graph.inputs.map((value) => `in ${value.name}: ${typeText(value)}`);
  const outputs = graph.outputs.map((value) => `out ${value.name}: ${typeText(value)}`);
  return [`graph ${graph.name}`, ...inputs, ...graph.nodes.map(nodeText), ...outputs, ""].join(
    "\n",
  );
}

function nodeText(node: Node): string {
  const results = node.outputs.map((value) => `${value.name}: ${typeText(value)}`).join(", ");
  const op = node.domain === "" ? node.op : `${node.domain}.${node.op}`;
  const attributes = Object.entries(node.attributes).map(
    ([name, value]) => `${name}=${attributeText(value)}`,
  );
  const suffix = attributes.length > 0 ? ` {${attributes.join(", ")}}` : "";
  return `${results} = ${op}(${node.inputs.map(inputText).join(", ")})${suffix}`;
}

function inputText(value: Value | undefined): string {
  if (!value) return "–";
  if (!value.data) return value.name;
  const small = value.data instanceof BigInt64Array && value.data.length <= 8;
  return small ? `<${value.data.join(", ")}>` : typeText(value);
}

function typeText({ dtype, shape }: Value): string {
  return `${dtype}[${shape.join(", ")}]`;
}

function attributeText(value: AttributeValue): string {
  if (value instanceof Value) return typeText(value);
  if (typeof value !== "object") return String(value);
  if ("float" in value) return String(value.float);
  return `[${("floats" in value ? value.floats : value).join(", ")}]`;
}
