/** @file Operator sets 18 and later, as far as they say in other words what 17 can say too. */
import { UserError } from "#core/errors";
import type { Graph, Node } from "#graph/graph";

/** Recorded graphs are of this set: the last that takes the axes of reductions as an attribute. */
const target = 17;

/** Reductions whose axes became an input with 18. */
const reductions = new Set(
  ["L1", "L2", "LogSum", "LogSumExp", "Max", "Mean", "Min", "Prod", "SumSquare"].map(
    (kind) => `Reduce${kind}`,
  ),
);

/** Rewrites a sound graph of any set in place. Throws a {@link UserError} for what set {@link target} cannot say. */
export function lowerOpset(graph: Graph, path: string): void {
  const version = graph.opsets.get("") ?? target;
  if (version > target) for (const node of graph.nodes) lower(node, path);
  graph.opsets.set("", target);
}

function lower(node: Node, path: string): void {
  if (node.domain !== "") return;
  const { op } = node;
  if (reductions.has(op)) axesAsAttribute(node, path);
  if (op === "Split" && node.inputs.length < 2) equalParts(node);
  if (op === "Pad" && node.inputs[3]) {
    throw new UserError(
      `${path}: node "${node.name}" pads chosen axes, as operator sets from 18 on may`,
      "export it again with `opset_version=17`",
    );
  }
}

function axesAsAttribute(node: Node, path: string): void {
  const [, axes] = node.inputs;
  const { noop_with_empty_axes: _, ...attributes } = node.attributes;
  if (!axes) return;
  if (!axes.data) {
    throw new UserError(
      `${path}: node "${node.name}" reduces axes that it computes`,
      "export it again with fixed axes",
    );
  }
  node.attributes = { ...attributes, axes: Array.from(axes.data as BigInt64Array, Number) };
  axes.readers.splice(axes.readers.indexOf(node), 1);
  node.inputs.length = 1;
}

/** Without sizes, operator set 17 splits into equal parts, as many as there are outputs. */
function equalParts(node: Node): void {
  const { num_outputs: _, ...attributes } = node.attributes;
  node.attributes = attributes;
}
