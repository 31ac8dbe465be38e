/** @file A program as a TensorFlow graph that TensorFlow.js runs. */
import type { LayerKind, Program, Tensor } from "#export/device/program";
import { splitGroups } from "#export/device/split-groups";
import { unroll } from "#export/device/unroll";
import { perWindow } from "#export/formats/tfjs/batch-in-front";
import type { TfjsModel } from "#export/formats/tfjs/model-files";
import { batchOf } from "./attributes.ts";
import { join, product, softmax, unary } from "./lower/elements.ts";
import { type GraphLowering, Lowered, unsupported } from "./lower/lowered.ts";
import { concat, pad, reduce, reshape, slice, transpose } from "./lower/moves.ts";
import { conv, dense, pool } from "./lower/weighted.ts";
import type { NodeName } from "./nodes.ts";

const lowerings: { readonly [K in LayerKind]: GraphLowering<K> } = {
  concat,
  conv,
  dense,
  gru: (layer) => unsupported(layer, "is recurrent"), // steps stand in its place: unroll
  join,
  lstm: (layer) => unsupported(layer, "is recurrent"), // likewise
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

export interface GraphModelFile extends TfjsModel {
  readonly nodes: number;
}

export function writeGraph(program: Program): GraphModelFile {
  const into = new Lowered();
  const { nodes } = into;
  for (const tensor of program.inputs) {
    const shape = perWindow(tensor.shape);
    into.hold(tensor, nodes.placeholder(tensor.name, batchOf(shape)), shape);
  }
  for (const layer of splitGroups(unroll(program)).layers)
    (lowerings[layer.kind] as GraphLowering<LayerKind>)(layer as never, into);
  const described = (name: string, tensor: Tensor, node: NodeName) =>
    [
      name,
      { name: `${node}:0`, dtype: "DT_FLOAT", tensorShape: batchOf(perWindow(tensor.shape)) },
    ] as const;
  const inputs = program.inputs.map((it) => described(it.name, it, into.held(it).node));
  const outputs = program.outputs.map(({ name, tensor }) => {
    const node = into.read(tensor, perWindow(tensor.shape));
    return described(name, tensor, node === name ? node : nodes.add("Identity", name, [node]));
  });
  return {
    format: "graph-model",
    topology: { node: nodes.list, library: {}, versions: { producer: 1395, minConsumer: 12 } },
    signature: { inputs: Object.fromEntries(inputs), outputs: Object.fromEntries(outputs) },
    weights: nodes.weights,
    metadata: program.metadata,
    nodes: nodes.list.length,
  };
}
