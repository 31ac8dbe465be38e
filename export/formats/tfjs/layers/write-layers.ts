/** @file A program as a Keras model of the layers that TensorFlow.js has. */
import type { LayerKind, Program } from "#export/device/program";
import { splitGroups } from "#export/device/split-groups";
import { perWindow } from "#export/formats/tfjs/batch-in-front";
import type { TfjsModel } from "#export/formats/tfjs/model-files";
import type { LayerName } from "./layer-list.ts";
import { join, softmax, unary } from "./lower/elements.ts";
import { type LayerLowering, Lowered, unsupported } from "./lower/lowered.ts";
import { concat, pad, reduce, reshape, slice, transpose } from "./lower/moves.ts";
import { product } from "./lower/product.ts";
import { lstm } from "./lower/recurrent.ts";
import { conv, dense, pool } from "./lower/weighted.ts";

const lowerings: { readonly [K in LayerKind]: LayerLowering<K> } = {
  concat,
  conv,
  dense,
  gru: (layer) => unsupported(layer, "is a GRU as ONNX has them"),
  join,
  lstm,
  pad,
  pool,
  product,
  reduce,
  reshape,
  slice,
  softmax,
  transpose,
  unary,
};

export interface LayersModelFile extends TfjsModel {
  readonly layers: number;
}

/** Throws a `UserError` that names the first layer of the program that has none there. */
export function writeLayers(program: Program): LayersModelFile {
  const { layers: steps } = splitGroups(program);
  const into = new Lowered(steps);
  const inputs = program.inputs.map((tensor) => {
    const shape = perWindow(tensor.shape);
    const config = { batch_input_shape: [null, ...shape], dtype: "float32", sparse: false };
    const name = into.layers.add("InputLayer", tensor.name, [], config);
    into.hold(tensor, name, shape);
    return name;
  });
  for (const layer of steps)
    (lowerings[layer.kind] as LayerLowering<LayerKind>)(layer as never, into);
  const outputs = program.outputs.map(({ name, tensor }) => {
    const node = into.read(tensor, perWindow(tensor.shape));
    if (node === name) return node;
    return into.layers.add("Activation", name, [node], { activation: "linear" });
  });
  const layers = into.layers.needed(outputs);
  const named = (names: readonly LayerName[]) => names.map((name) => [name, 0, 0]);
  const config = {
    name: program.name,
    layers: layers.map(({ name, class_name, config: own, inputs: read }) => ({
      ...{ name, class_name, config: own },
      inbound_nodes: read.length > 0 ? [read.map((from) => [from, 0, 0, {}])] : [],
    })),
    input_layers: named(inputs),
    output_layers: named(outputs),
  };
  return {
    format: "layers-model",
    topology: {
      class_name: "Model",
      config,
      keras_version: "tfjs-layers 4.22.0",
      backend: "tensor_flow.js",
    },
    weights: layers.flatMap(({ weights }) => weights),
    metadata: program.metadata,
    layers: layers.length,
  };
}
