/**
 * before:  x ─ Conv(W, b) ─ Relu ─ MaxPool ─ Conv(V) ─ y
 * after:   x ─ Conv(W/s, b/s) ─ Relu ─ MaxPool ─ Conv(V·s) ─ y        one s per channel in between; the same y
 */
import { activated, isMover, isWeighted } from "#export/quantize/plan";
import {
  biasOf,
  isDepthwise,
  layoutOf,
  outputAxis,
  setBias,
  setWeight,
  weightOf,
} from "#export/quantize/weights";
import type { Graph, Node } from "#graph/graph";
import { definePass, type Pass } from "#graph/pass";

/** A pair whose scales are all this close to 1 is balanced. */
const closeness = 0.01;

/**
 * Let channels have equal ranges in the layer that writes and in the one that reads them: s = √(r₁/r₂). Most of all for
 * depthwise layers, whose filters differ widely. The float model answers as before.
 */
export const equalize: Pass = definePass({
  name: "equalize",
  source: "Nagel et al. 2019, arXiv:1906.04721, §4.1",
  run(graph) {
    return graph.nodes.filter((layer) => balance(graph, layer)).length;
  },
});

function balance(graph: Graph, layer: Node): boolean {
  const next = isWeighted(layer) ? successor(graph, layer) : undefined;
  if (!next) return false;
  const written = ranges(layer, layoutOf(layer).channelOf);
  const read = ranges(next, inputChannel(next));
  if (written.length !== read.length) return false;
  const scales = written.map((r1, c) => (r1 > 0 && read[c]! > 0 ? Math.sqrt(r1 / read[c]!) : 1));
  if (scales.every((s) => Math.abs(s - 1) < closeness)) return false;
  const { channelOf } = layoutOf(layer);
  setWeight(
    graph,
    layer,
    weightOf(layer).data.map((w, i) => w / scales[channelOf(i)]!),
  );
  if (layer.inputs[2])
    setBias(
      graph,
      layer,
      biasOf(layer).map((b, c) => b / scales[c]!),
    );
  const channel = inputChannel(next);
  setWeight(
    graph,
    next,
    weightOf(next).data.map((w, i) => w * scales[channel(i)]!),
  );
  return true;
}

/** The one weighted layer behind, where everything in between keeps channels apart and scales with them. */
function successor(graph: Graph, layer: Node): Node | undefined {
  let value = activated(graph, layer);
  while (graph.readerCount(value) === 1) {
    const [reader] = value.readers;
    if (!reader || !fits(reader, value.shape.length)) return undefined;
    if (isWeighted(reader)) return reader.inputs[0] === value ? reader : undefined;
    value = reader.outputs[0]!;
  }
  return undefined;
}

/** Weighted layers of plain shape; pools; the reshape that drops axes of size 1. */
function fits(node: Node, rank: number): boolean {
  if (isWeighted(node)) {
    const grouped = Number(node.attributes.group ?? 1) > 1;
    return !grouped || weightOf(node).shape[1] === 1;
  }
  if (node.op === "Reshape") {
    const [from, to] = [node.inputs[0]!.shape, node.outputs[0]!.shape];
    return from.slice(2).every((size) => size === 1) && to.length === 2 && to[1] === from[1];
  }
  const pools = node.op === "GlobalAveragePool" || node.op === "AveragePool";
  return rank > 2 && (pools || (isMover(node) && node.op === "MaxPool"));
}

/** Input channel of weight element `i`. */
function inputChannel(layer: Node): (i: number) => number {
  const { shape, data } = weightOf(layer);
  const sizes = shape as readonly number[];
  if (layer.op === "Conv") {
    const perFilter = data.length / sizes[0]!;
    const kernel = perFilter / sizes[1]!;
    const multiplier = sizes[0]! / Number(layer.attributes.group ?? 1);
    return isDepthwise(layer)
      ? (i) => Math.floor(i / perFilter / multiplier)
      : (i) => Math.floor(i / kernel) % sizes[1]!;
  }
  return outputAxis(layer) === 0 ? (i) => i % sizes[1]! : (i) => Math.floor(i / sizes[1]!);
}

function ranges(layer: Node, channelOf: (i: number) => number): number[] {
  const largest: number[] = [];
  for (const [i, w] of weightOf(layer).data.entries()) {
    const c = channelOf(i);
    largest[c] = Math.max(largest[c] ?? 0, Math.abs(w));
  }
  return largest;
}
