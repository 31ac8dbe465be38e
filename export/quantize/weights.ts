/** @file The weights of a convolution or dense layer: which element belongs to which output channel. */
import { leastElements } from "#export/packed-weights";
import type { Graph, Node, Value } from "#graph/graph";
import type { WeightLayout } from "./params.ts";
import type { Kept } from "./plan.ts";

/** The weight's axis of output channels. */
export function outputAxis({ op, attributes }: Node): 0 | 1 {
  return op === "Conv" || attributes.transB ? 0 : 1;
}

/** Elements of one output channel lie together, or for a dense layer one per row. */
export function layoutOf(layer: Node): WeightLayout {
  const weight = weightOf(layer);
  const axis = outputAxis(layer);
  const channels = weight.shape[axis] as number;
  const inner = axis === 0 ? weight.data!.length / channels : 1;
  return { channels, channelOf: (i) => Math.floor(i / inner) % channels };
}

/** The constant that the layer multiplies with. */
export function weightOf(layer: Node): Value & { readonly data: Float32Array } {
  return layer.inputs[1] as Value & { readonly data: Float32Array };
}

/** One bias per output channel; zeros where the layer has none. */
export function biasOf(layer: Node): Float32Array {
  const data = layer.inputs[2]?.data as Float32Array | undefined;
  return data ?? new Float32Array(layoutOf(layer).channels);
}

/** Give the layer other weights of the same shape. */
export function setWeight(graph: Graph, layer: Node, data: Float32Array): void {
  const { shape, name } = weightOf(layer);
  graph.setInput(layer, 1, graph.constant(data, shape as readonly number[], "float32", name));
}

/** Give the layer other biases, or its first. */
export function setBias(graph: Graph, layer: Node, data: Float32Array): void {
  const name = layer.inputs[2]?.name ?? `${layer.name}:bias`;
  graph.setInput(layer, 2, graph.constant(data, [data.length], "float32", name));
}

/** A convolution whose every output reads one input channel. */
export function isDepthwise(layer: Node): boolean {
  return layer.op === "Conv" && Number(layer.attributes.group ?? 1) > 1;
}

/** A large float constant that a layer multiplies with. */
export interface StoredWeight {
  readonly layer: Node;
  /** Position among the layer's inputs. */
  readonly index: number;
  /** Its axis of output channels. */
  readonly axis: number;
}

/** By operation: which inputs are weights, and along which axis their output channels lie. */
const weightAxes: Readonly<
  Record<string, (layer: Node) => readonly (readonly [number, number])[]>
> = {
  Conv: () => [[1, 0]],
  Gemm: (layer) => [[1, outputAxis(layer)]],
  GRU: recurrent,
  LSTM: recurrent,
  MatMul: ({ inputs }) => [[1, (inputs[1]?.shape.length ?? 1) - 1]],
  RNN: recurrent,
};

/** Of the input and of the state: `[direction, gates · units, input]`. */
function recurrent() {
  return [
    [1, 1],
    [2, 1],
  ] as const;
}

/** The float weights of all layers but those that are kept, each constant once. */
export function storedWeights(graph: Graph, keep: Kept = new Set()): StoredWeight[] {
  const seen = new Set<Value>();
  return graph.nodes.flatMap((layer) => {
    const places =
      layer.domain === "" && !keep.has(layer.name) ? (weightAxes[layer.op]?.(layer) ?? []) : [];
    return places.flatMap(([index, axis]) => {
      const value = layer.inputs[index];
      if (!value?.data || value.dtype !== "float32" || seen.has(value)) return [];
      if (value.data.length < leastElements) return [];
      seen.add(value);
      return [{ layer, index, axis }];
    });
  });
}
