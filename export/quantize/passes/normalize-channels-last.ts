/**
 * before:  x [B,T,C] ─ View ─ Sub(mean [C,1,1]) ─ Div(sd [C,1,1]) ─ Q ─ View⁻¹ ─ u
 * after:   x ─ Sub(mean [1,T,C]) ─ Div(sd [1,T,C]) ─ Q ─ View ─ View⁻¹ ─ u
 * Over a few channels runtimes repeat a constant slowly; so it is repeated over the window, by a node computed once.
 */
import { permuted } from "#export/passes/permuted";
import { type Axes, addView, axesOf, compose, invert, isView } from "#export/passes/view";
import type { Graph, Node, Value } from "#graph/graph";
import { definePass, type Pass } from "#graph/pass";
import { int64s } from "./quantized.ts";

/** Where channels are last from the first layer on, the normalisation of the input needs no other order. */
export const normalizeChannelsLast: Pass = definePass({
  name: "normalize-channels-last",
  source: "wristill",
  run(graph) {
    return graph.nodesOf("QuantizeLinear").filter((node) => rewrite(graph, node)).length;
  },
});

function rewrite(graph: Graph, quantize: Node): boolean {
  const steps = stepsBefore(graph, quantize);
  const [first] = steps;
  const seen = first?.inputs[0];
  if (!first || !seen || quantize.inputs[1]?.shape.length !== 0) return false;
  const view = isView(seen.producer) && graph.readerCount(seen) === 1 ? seen.producer : undefined;
  const x = view?.inputs[0] ?? seen;
  const axes = view ? axesOf(view) : x.shape.map((_, axis) => axis);
  const result = quantize.outputs[0]!;
  const window = x.shape.slice(1); // empty where the shape is not known
  if (window.length === 0 || window.some((size) => typeof size !== "number")) return false;
  if (view && !result.readers.every(isView)) return false;
  for (const step of steps) {
    graph.setInput(step, 1, repeated(graph, step, axes, window as number[]));
    step.outputs[0]!.shape = x.shape;
  }
  graph.setInput(first, 0, x);
  if (view) seeThrough(graph, result, x, axes);
  return true;
}

/** Differences and quotients with constants that lead to the node, and to nothing else. */
function stepsBefore(graph: Graph, node: Node): Node[] {
  const value = node.inputs[0]!;
  const step = value.producer;
  const constant = step?.inputs[1]?.data;
  const plain = step?.domain === "" && (step.op === "Sub" || step.op === "Div");
  if (!plain || !(constant instanceof Float32Array) || graph.readerCount(value) !== 1) return [];
  return [...stepsBefore(graph, step), step];
}

/** The step's constant, as the source of the view is laid out, for every element of a window. */
function repeated(graph: Graph, step: Node, axes: Axes, window: readonly number[]): Value {
  const constant = step.inputs[1]!;
  const added = axes.length - constant.shape.length;
  const aligned = axes.map((_, axis) => axis - added).map((axis) => Math.max(axis, -1));
  const turned = permuted(graph, constant, compose(invert(axes, window.length + 1), aligned));
  const times = window.map((size, i) => size / Number(turned.shape[i + 1]));
  return graph.add("Tile", [turned, int64s(graph, [1, ...times])], [turned.shape[0]!, ...window]);
}

function seeThrough(graph: Graph, result: Value, x: Value, axes: Axes): void {
  const readers = [...result.readers];
  result.shape = x.shape;
  const view = addView(graph, result, axes);
  for (const reader of readers) graph.setInput(reader, 0, view);
}
