/**
 * before:  input [B,T,C] ─ Sub(mean [C]) ─ Div(sd [C]) ─ View [B,C,1,T] ─ y
 * after:   input ─ View ─ Sub(mean [C,1,1]) ─ Div(sd [C,1,1]) ─ y       one constant per row of T: several times faster
 */
import type { Graph, Node, Value } from "#graph/graph";
import { definePass, type Pass } from "#graph/pass";
import { permuted } from "./permuted.ts";
import { type Axes, addView, axesOf, viewDomain, viewOp, viewShape } from "./view.ts";

/** Change the layout of an input before it is normalised, not after. */
export const raiseViews: Pass = definePass({
  name: "raise-views",
  source: "wristill",
  run(graph) {
    return graph.nodesOf(viewOp, viewDomain).filter((view) => raise(graph, view)).length;
  },
});

function raise(graph: Graph, view: Node): boolean {
  const node = view.inputs[0]!.producer;
  const [x, constant] = node?.inputs ?? [];
  if (!node || !arithmetic.has(node.op) || !x || !constant?.data || !startsAtInput(x)) return false;
  if (graph.readerCount(node.outputs[0]!) > 1 || constant.shape.length > x.shape.length)
    return false;
  const axes = axesOf(view);
  graph.setInput(node, 0, addView(graph, x, axes));
  graph.setInput(node, 1, permuted(graph, constant, onConstant(axes, constant, x)));
  node.outputs[0]!.shape = viewShape(x.shape, axes);
  graph.bypass(view, node.outputs[0]!);
  return true;
}

/** The view of a constant that broadcasts from fewer axes, without leading axes of size 1. */
function onConstant(axes: Axes, constant: Value, x: Value): Axes {
  const missing = x.shape.length - constant.shape.length;
  const seen = axes.map((axis) => (axis < missing ? -1 : axis - missing));
  const first = seen.findIndex((axis) => axis >= 0 && constant.shape[axis] !== 1);
  return first < 0 ? seen.slice(-1) : seen.slice(first);
}

function startsAtInput({ producer }: Value): boolean {
  if (!producer) return true;
  return arithmetic.has(producer.op) && startsAtInput(producer.inputs[0]!);
}

const arithmetic: ReadonlySet<string> = new Set(["Add", "Div", "Mul", "Sub"]);
