/** @file What lowering a layer to nodes of a TensorFlow graph needs. */
import { UserError } from "#core/errors";
import type { Layer, LayerKind, Tensor } from "#export/device/program";
import { aligned } from "#export/formats/tfjs/batch-in-front";
import { type NodeName, Nodes } from "#export/formats/tfjs/graph/nodes";
import { HeldTensors } from "#export/formats/tfjs/held";

export class Lowered extends HeldTensors {
  readonly nodes: Nodes;

  constructor() {
    const nodes = new Nodes();
    super((name, { node }, shape) => {
      const sizes = nodes.integers(`${name}/shape`, [-1, ...shape]);
      return nodes.add("Reshape", `${name}/reshaped`, [node, sizes]);
    });
    this.nodes = nodes;
  }

  /** An activation, or a constant without a batch, for a result of these sizes. */
  operand(tensor: Tensor, result: readonly number[]): NodeName {
    const { name, shape, data } = tensor;
    if (!data) return this.read(tensor, aligned(shape, result));
    return this.nodes.constant(name, data.length === 1 ? [] : shape, data);
  }
}

/** Appends the nodes of one kind of layer. */
export type GraphLowering<K extends LayerKind> = (
  layer: Extract<Layer, { kind: K }>,
  into: Lowered,
) => void;

export function unsupported(layer: Layer, what: string): never {
  throw new UserError(
    `layer "${layer.name}" ${what}, which TensorFlow.js has no operator for`,
    "change that layer, or export to another format",
  );
}
