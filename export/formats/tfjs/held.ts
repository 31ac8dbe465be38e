/** @file Where the tensors of a program are: in which node, with which sizes after the batch. */
import { UserError } from "#core/errors";
import type { Tensor } from "#export/device/program";

export interface Held {
  /** The node or layer that gives it. */
  readonly node: string;
  /** Sizes after the batch. */
  readonly shape: readonly number[];
}

/** Appends what gives the same numbers in another shape. */
type Reshape = (name: string, held: Held, shape: readonly number[]) => string;

export class HeldTensors {
  readonly #held: Map<Tensor, Held> = new Map();
  readonly #shaped: Map<string, string> = new Map();
  readonly #reshape: Reshape;

  constructor(reshape: Reshape) {
    this.#reshape = reshape;
  }

  /** An activation however it lies. */
  held(tensor: Tensor): Held {
    const held = this.#held.get(tensor);
    if (held) return held;
    throw new UserError(
      `constant "${tensor.name}" stands where a format for TensorFlow.js needs what a window makes`,
      "change that layer, or export to another format",
    );
  }

  holds(tensor: Tensor): boolean {
    return this.#held.has(tensor);
  }

  /** Where a tensor is, with which sizes after the batch. */
  hold(tensor: Tensor, node: string, shape: readonly number[]): void {
    this.#held.set(tensor, { node, shape });
  }

  /** An activation with these sizes after the batch. */
  read(tensor: Tensor, shape: readonly number[]): string {
    return this.shaped(tensor.name, this.held(tensor), shape);
  }

  /** The same for what no tensor names. */
  shaped(name: string, held: Held, shape: readonly number[]): string {
    if (String(held.shape) === String(shape)) return held.node;
    const key = `${held.node} [${shape}]`;
    const node = this.#shaped.get(key) ?? this.#reshape(name, held, shape);
    this.#shaped.set(key, node);
    return node;
  }
}
