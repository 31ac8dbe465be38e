/**
 * before:  x [B,T,C] ─ Div(sd) ─ Q ─ com.microsoft.QLinearConv(W [O,C,k])                       C no multiple of 4
 * after:   x ─ MatMul(1/sd on the diagonal of [C,C′]) ─ Q ─ com.microsoft.QLinearConv(W [O,C′,k])   C′: the next one
 * Processors multiply four 8-bit numbers at once; for other numbers of channels onnxruntime copies every window first.
 */
import { axesOf, isView, viewShape } from "#export/passes/view";
import type { Graph, Node, Value } from "#graph/graph";
import { definePass, type Pass } from "#graph/pass";
import { contrib } from "./quantized.ts";

const together = 4;

/** Channels of zeros for the first layer, which the scaling of the input adds at no cost. */
export const alignChannels: Pass = definePass({
  name: "align-channels",
  source: "wristill; onnxruntime's kernels of symmetric convolutions",
  run(graph) {
    return graph.nodesOf("QLinearConv", contrib).filter((node) => align(graph, node)).length;
  },
});

function align(graph: Graph, conv: Node): boolean {
  const channels = Number(conv.inputs[0]!.shape.at(-1));
  const wide = Math.ceil(channels / together) * together;
  const path = fromScaling(graph, conv.inputs[0]!);
  const scaling = path[0];
  if (!scaling || wide === channels || Number(conv.attributes.group ?? 1) !== 1) return false;
  const { data } = scaling.inputs[1]!.producer!.inputs[0]!;
  const diagonal = new Float32Array(channels * wide);
  for (let c = 0; c < channels; c++) diagonal[c * wide + c] = 1 / Number(data![c]);
  const matrix = graph.constant(diagonal, [channels, wide], "float32", `${scaling.name}.diagonal`);
  const [x] = scaling.inputs as [Value];
  const scaled = graph.add("MatMul", [x, matrix], [...x.shape.slice(0, -1), wide]);
  const { name } = scaling;
  graph.bypass(scaling, scaled);
  scaling.name = graph.uniqueNodeName(`${name}/narrow`);
  scaled.producer!.name = name;
  for (const node of path.slice(1)) widen(node);
  graph.setInput(conv, 3, withChannels(graph, conv.inputs[3]!, wide));
  return true;
}

/** The nodes from the division by repeated deviations to the value, where nothing else reads on the way. */
function fromScaling(graph: Graph, value: Value): Node[] {
  const { producer } = value;
  if (!producer || graph.readerCount(value) !== 1) return [];
  if (producer.op === "Div" && producer.domain === "")
    return isPerChannel(producer.inputs[1]?.producer) ? [producer] : [];
  const passes = isView(producer) ? keepsChannelsLast(producer) : isQuantize(producer);
  const before = passes ? fromScaling(graph, producer.inputs[0]!) : [];
  return before.length > 0 ? [...before, producer] : [];
}

function keepsChannelsLast(view: Node): boolean {
  return axesOf(view).at(-1) === view.inputs[0]!.shape.length - 1;
}

function isQuantize({ op, inputs }: Node): boolean {
  return op === "QuantizeLinear" && inputs[1]!.shape.length === 0;
}

/** One number per channel, the last axis, repeated over the window. */
function isPerChannel(repeat: Node | undefined): boolean {
  const each = repeat?.op === "Tile" ? repeat.inputs[0] : undefined;
  return !!each?.data && each.data.length === each.shape.at(-1);
}

function widen(node: Node): void {
  const { shape } = node.inputs[0]!;
  node.outputs[0]!.shape = isView(node) ? viewShape(shape, axesOf(node)) : shape;
}

/** Weights [filter, channel, …], zeros for the channels that are added. */
function withChannels(graph: Graph, { data, shape, name }: Value, wide: number): Value {
  const [filters, channels, ...kernel] = shape as [number, number, ...number[]];
  const taps = kernel.reduce((product, size) => product * size, 1);
  const weights = new Int8Array(filters * wide * taps);
  for (let o = 0; o < filters; o++) {
    const own = (data as Int8Array).subarray(o * channels * taps, (o + 1) * channels * taps);
    weights.set(own, o * wide * taps);
  }
  return graph.constant(weights, [filters, wide, ...kernel], "int8", name);
}
