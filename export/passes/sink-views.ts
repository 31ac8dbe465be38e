/**
 * before:  x ─ View ─ Relu ─ Mul(scale) ─ View⁻¹ ─ y
 * after:   x ─ Relu ─ Mul(scale seen through View⁻¹) ─ y
 */
import type { Graph, Node, Value } from "#graph/graph";
import { definePass, type Pass } from "#graph/pass";
import { mergeViews } from "./merge-views.ts";
import { sinkRules } from "./sink-rules.ts";
import { type Axes, addView, axesOf, isIdentity, isView } from "./view.ts";

/** Move views below every operation that can do without them, until they meet and cancel. */
export const sinkViews: Pass = definePass({
  name: "sink-views",
  source: "wristill; the idea is tf2onnx's transpose optimizer",
  run(graph) {
    let rewrites = mergeViews.run(graph);
    for (const node of graph.nodes) {
      if (!isView(node) && sink(graph, node)) rewrites++;
    }
    return rewrites;
  },
});

function sink(graph: Graph, node: Node): boolean {
  const rule = sinkRules.get(node.domain === "" ? node.op : `${node.domain}.${node.op}`);
  if (!rule || node.outputs.length !== 1) return false;
  for (const view of new Set(node.inputs.map((value) => value?.producer).filter(isView))) {
    const sunk = rule(graph, node, axesOf(view), view.inputs[0]!.shape.length);
    if (!sunk) continue;
    for (const [i, value] of sunk.inputs.entries()) if (value) graph.setInput(node, i, value);
    node.attributes = { ...node.attributes, ...sunk.attributes };
    node.outputs[0]!.shape = sunk.shape;
    viewReaders(graph, node.outputs[0]!, sunk.axes);
    return true;
  }
  return false;
}

/** Let all readers of the value see it through a view. */
function viewReaders(graph: Graph, value: Value, axes: Axes): void {
  if (isIdentity(value.shape, axes)) return;
  const seen = addView(graph, value, axes);
  graph.replace(value, seen);
  graph.setInput(seen.producer!, 0, value);
}
