/** @file An ONNX graph for one window → the layers that devices compute. */
import { UserError } from "#core/errors";
import type { Graph, Node } from "#graph/graph";
import { isRandom } from "#graph/random-operators";
import { Builder } from "./builder.ts";
import { foldChannels } from "./fold-channels.ts";
import { fuseRelu } from "./fuse-relu.ts";
import { elementLowerings } from "./lower/elements.ts";
import { layoutLowerings } from "./lower/layout.ts";
import type { Lowerings } from "./lower/lowering.ts";
import { matrixLowerings } from "./lower/matrices.ts";
import { windowLowerings } from "./lower/windows.ts";
import { type Layer, type Program, readBy } from "./program.ts";

/** Sorted by operator. */
export const lowerings: Lowerings = Object.fromEntries(
  Object.entries({
    ...elementLowerings,
    ...layoutLowerings,
    ...matrixLowerings,
    ...windowLowerings,
  }).sort(([a], [b]) => (a < b ? -1 : 1)),
);

/** Throws a {@link UserError} that names the first node which has no layer. */
export function lowerProgram(graph: Graph): Program {
  const builder = new Builder();
  const inputs = graph.inputs.map((value) => builder.input(value));
  for (const node of graph.nodes) lower(builder, node);
  const outputs = graph.outputs.map((value) => ({
    name: value.name,
    tensor: builder.plain(value),
  }));
  const { names } = builder;
  const program = { name: graph.name, inputs, outputs, names, metadata: graph.metadata };
  return fuseRelu(foldChannels({ ...program, layers: needed(builder.layers, outputs) }));
}

function lower(builder: Builder, node: Node): void {
  if (isRandom(node)) {
    throw new UserError(
      `node "${node.name}" (${node.op}) draws at random, and a device is to answer alike each time`,
      "save the model for inference: in PyTorch after .eval()",
    );
  }
  const lowering = node.domain === "" && Object.hasOwn(lowerings, node.op) && lowerings[node.op];
  if (lowering) {
    lowering(builder, node);
    return;
  }
  const op = node.domain === "" ? node.op : `${node.domain}.${node.op}`;
  throw new UserError(
    `node "${node.name}" is ${op}, for which only the ONNX format has an operator`,
    `known: ${Object.keys(lowerings).join(", ")}`,
  );
}

/** Those that some output needs. */
function needed(layers: readonly Layer[], outputs: Program["outputs"]): Layer[] {
  const read = new Set(outputs.map(({ tensor }) => tensor));
  return layers
    .toReversed()
    .filter((layer) => {
      if (!read.has(layer.output)) return false;
      for (const tensor of readBy(layer)) read.add(tensor);
      return true;
    })
    .toReversed();
}
