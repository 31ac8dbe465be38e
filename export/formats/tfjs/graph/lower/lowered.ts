/** @file What lowering a layer to nodes of a TensorFlow graph needs. */
import { UserError } from "#core/errors";
import type { Layer, LayerKind, Tensor } from "#export/device/program";
import type { NodeName, Nodes } from "#export/formats/tfjs/graph/nodes";

/** A node, and the sizes of its output after the batch. */
export interface Held {
  readonly node: NodeName;
  readonly shape: readonly number[];
}

export interface Lowered {
  readonly nodes: Nodes;
  /** An activation however it lies. */
  held(tensor: Tensor): Held;
  /** An activation with these sizes after the batch. */
  read(tensor: Tensor, shape: readonly number[]): NodeName;
  /** An activation, or a constant without a batch, for a result of these sizes. */
  operand(tensor: Tensor, result: readonly number[]): NodeName;
  /** Where a tensor is, with which sizes after the batch. */
  hold(tensor: Tensor, node: NodeName, shape: readonly number[]): void;
}

/** Appends the nodes of one kind of layer. */
export type GraphLowering<K extends LayerKind> = (
  layer: Extract<Layer, { kind: K }>,
  into: Lowered,
) => void;

export function unsupported(layer: Pick<Layer, "name">, what: string): never {
  throw new UserError(
    `layer "${layer.name}" ${what}, which TensorFlow.js has no operator for`,
    "change that layer, or export to another format",
  );
}
