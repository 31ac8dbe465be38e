/**
 * @file cnn1d-tiny as somebody would write it in ONNX who thinks of nothing but speed: batch normalisation folded away,
 * convolutions of rank 3, or with height 1.
 */
import type { layers } from "@tensorflow/tfjs";
import type { Network } from "#core/network";
import type { NdArray, Normalization } from "#core/signal";
import { type Dim, Graph, type Value } from "#graph/graph";
import { encodeModel } from "#graph/protobuf";

export type ConvForm = "1d" | "2d";

interface FoldedConv {
  readonly filters: number;
  readonly channels: number;
  readonly kernel: number;
  readonly weights: Float32Array; // [filter, channel, kernel]
  readonly bias: Float32Array;
}

/** The file. `network` is a cnn1d-tiny of one modality; windows come in physical units. */
export function handWritten(
  { model, inputs }: Network,
  normalization: Normalization,
  form: ConvForm,
): Uint8Array {
  const { modality, length, channels } = inputs[0]!;
  const high = form === "2d" ? [1] : [];
  const graph = new Graph("hand_written");
  const window = graph.input(modality, "float32", ["batch", length, channels]);
  let x = channelsFirst(graph, window, high);
  x = standardised(graph, x, normalization[modality]!, high);
  let steps = length;
  for (const [i, conv] of foldedConvs(model.layers).entries()) {
    if (i > 0) {
      steps = Math.floor(steps / 2);
      const attributes = { kernel_shape: [...high, 2], strides: [...high, 2] };
      x = graph.add("MaxPool", [x], ["batch", conv.channels, ...high, steps], { attributes });
    }
    const shape = ["batch", conv.filters, ...high, steps];
    x = graph.add("Relu", [convolution(graph, x, conv, shape, high)], shape);
  }
  const features = x.shape[1]!;
  const pooled = graph.add("GlobalAveragePool", [x], ["batch", features, ...high, 1]);
  const flat = graph.add("Flatten", [pooled], ["batch", features]);
  const logits = dense(graph, flat, model.layers);
  graph.output("logits", logits);
  graph.output("probabilities", graph.add("Softmax", [logits], logits.shape));
  return encodeModel(graph);
}

function channelsFirst(graph: Graph, window: Value, high: readonly number[]): Value {
  const [batch, length, channels] = window.shape as [Dim, number, number];
  const attributes = { perm: [0, 2, 1] };
  const turned = graph.add("Transpose", [window], [batch, channels, length], { attributes });
  if (high.length === 0) return turned;
  const shape = [0, channels, 1, length];
  const wanted = graph.constant(BigInt64Array.from(shape, BigInt), [4], "int64");
  return graph.add("Reshape", [turned, wanted], [batch, channels, 1, length]);
}

function standardised(
  graph: Graph,
  x: Value,
  { mean, sd }: Normalization[string],
  high: readonly number[],
): Value {
  const column = (values: ArrayLike<number>) =>
    graph.constant(Float32Array.from(values), [values.length, ...high, 1]);
  const centred = graph.add("Sub", [x, column(mean)], x.shape);
  return graph.add("Div", [centred, column(sd)], x.shape);
}

function convolution(
  graph: Graph,
  x: Value,
  { filters, channels, kernel, weights, bias }: FoldedConv,
  shape: readonly Dim[],
  high: readonly number[],
): Value {
  const [before, after] = [Math.floor((kernel - 1) / 2), Math.ceil((kernel - 1) / 2)];
  const flat = high.map(() => 0);
  return graph.add(
    "Conv",
    [
      x,
      graph.constant(weights, [filters, channels, ...high, kernel]),
      graph.constant(bias, [filters]),
    ],
    shape,
    { attributes: { kernel_shape: [...high, kernel], pads: [...flat, before, ...flat, after] } },
  );
}

function dense(graph: Graph, x: Value, all: readonly layers.Layer[]): Value {
  const [weights, bias] = arraysOf(all.find((layer) => layer.getClassName() === "Dense")!);
  const [, classes] = weights!.shape as [number, number];
  const operands = [x, constantOf(graph, weights!), constantOf(graph, bias!)];
  return graph.add("Gemm", operands, ["batch", classes]);
}

/** Each convolution with the normalisation behind it. */
function foldedConvs(all: readonly layers.Layer[]): FoldedConv[] {
  const convs = all.filter((layer) => layer.getClassName() === "Conv1D");
  const norms = all.filter((layer) => layer.getClassName() === "BatchNormalization");
  return convs.map((conv, i) => folded(conv, norms[i]!));
}

function folded(conv: layers.Layer, norm: layers.Layer): FoldedConv {
  const [weights, ownBias] = arraysOf(conv);
  const [gamma, beta, mean, variance] = arraysOf(norm).map(({ data }) => data);
  const [kernel, channels, filters] = weights!.shape as [number, number, number];
  const { epsilon } = norm.getConfig() as { epsilon: number };
  const factors = gamma!.map((g, f) => g / Math.sqrt(variance![f]! + epsilon));
  const turned = new Float32Array(filters * channels * kernel);
  for (let k = 0; k < kernel; k++)
    for (let c = 0; c < channels; c++)
      for (let f = 0; f < filters; f++)
        turned[(f * channels + c) * kernel + k] =
          factors[f]! * weights!.data[(k * channels + c) * filters + f]!;
  const bias = factors.map(
    (factor, f) => beta![f]! + factor * ((ownBias?.data[f] ?? 0) - mean![f]!),
  );
  return { filters, channels, kernel, weights: turned, bias };
}

function arraysOf(layer: layers.Layer): NdArray[] {
  return layer
    .getWeights()
    .map((weight) => ({ data: weight.dataSync() as Float32Array, shape: weight.shape }));
}

function constantOf(graph: Graph, { data, shape }: NdArray): Value {
  return graph.constant(data, shape);
}
