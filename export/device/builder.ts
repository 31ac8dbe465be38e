/** @file Layers as they are made from ONNX nodes: which tensor holds a value, and with its channels where. */
import { UserError } from "#core/errors";
import type { Node, Value } from "#graph/graph";
import { sameElements, transposedData } from "./order.ts";
import type { Layer, Reshape, Tensor, Transpose } from "./program.ts";

/** A layer before its output has a tensor. */
export type LayerParts = Layer extends infer L
  ? L extends Layer
    ? Omit<L, "name" | "output">
    : never
  : never;

/** The order of axes that puts channels last, and back. */
const toLast = [0, 2, 3, 1] as const;
const toFirst = [0, 3, 1, 2] as const;

export class Builder {
  readonly layers: Layer[] = [];
  /** The value that a tensor holds first. */
  readonly names: Map<Tensor, string> = new Map();
  readonly #makers: Map<Tensor, Layer> = new Map();
  readonly #tensors: Map<Value, { readonly tensor: Tensor; readonly last: boolean }> = new Map();
  readonly #moved: Map<Tensor, Map<string, Tensor>> = new Map();
  readonly #names: Set<string> = new Set();

  /** A model input. */
  input(value: Value): Tensor {
    const tensor = { name: this.#unique(value.name), shape: value.shape as readonly number[] };
    this.#hold(value, tensor);
    return tensor;
  }

  /** The value with its axes as ONNX has them. */
  plain(value: Value): Tensor {
    const held = this.#held(value);
    return held.last ? this.transpose(held.tensor, toFirst, value.name) : held.tensor;
  }

  /** The value, of rank 4, with its channels last. */
  last(value: Value): Tensor {
    const held = this.#held(value);
    return held.last ? held.tensor : this.transpose(held.tensor, toLast, value.name);
  }

  /** Whether its channels lie last already. */
  isLast(value: Value): boolean {
    return !value.data && this.#held(value).last;
  }

  /** Append a layer that computes the node's first output. */
  add(node: Node, parts: LayerParts, { last = false } = {}): void {
    const [value] = node.outputs as [Value];
    const shape = value.shape as readonly number[];
    const tensor = this.layer(value.name, parts, last ? toLast.map((axis) => shape[axis]!) : shape);
    this.#hold(value, tensor, last);
  }

  /** Append a layer of any shape; `holds` is the value whose numbers it gives, in whatever order. */
  layer(name: string, parts: LayerParts, shape: readonly number[], holds?: Value): Tensor {
    const output = { name: this.#unique(name), shape };
    const layer = { ...parts, name: output.name, output } as Layer;
    this.layers.push(layer);
    this.#makers.set(output, layer);
    if (holds) this.names.set(output, holds.name);
    return output;
  }

  /** Let the node's output be a tensor that is there already, with ONNX's order of axes. */
  bind(node: Node, tensor: Tensor, index = 0): void {
    const value = node.outputs[index];
    if (value) this.#hold(value, tensor);
  }

  /** The transposes and reshapes that a tensor came through, the first one first. */
  movesOf(tensor: Tensor): readonly (Reshape | Transpose)[] {
    const maker = this.#makers.get(tensor);
    if (maker?.kind !== "transpose" && maker?.kind !== "reshape") return [];
    return [...this.movesOf(maker.input), maker];
  }

  transpose(tensor: Tensor, perm: readonly number[], name: string): Tensor {
    const shape = perm.map((axis) => tensor.shape[axis]!);
    if (tensor.data) return { name, shape, data: transposedData(tensor.data, tensor.shape, perm) };
    return this.#once(tensor, `transpose ${perm}`, () => {
      const source = sameElements(tensor, this.movesOf(tensor), perm);
      if (source) return this.reshape(source, shape, name);
      return this.layer(name, { kind: "transpose", input: tensor, perm }, shape);
    });
  }

  reshape(tensor: Tensor, shape: readonly number[], name: string): Tensor {
    if (String(tensor.shape) === String(shape)) return tensor;
    if (tensor.data) return { name, shape, data: tensor.data };
    const root =
      sameElements(
        tensor,
        this.movesOf(tensor),
        tensor.shape.map((_, i) => i),
      ) ?? tensor;
    if (root !== tensor) return this.reshape(root, shape, name);
    return this.#once(tensor, `reshape ${shape}`, () =>
      this.layer(name, { kind: "reshape", input: tensor }, shape),
    );
  }

  #once(tensor: Tensor, key: string, make: () => Tensor): Tensor {
    const made = this.#moved.get(tensor) ?? new Map<string, Tensor>();
    this.#moved.set(tensor, made);
    const result = made.get(key) ?? make();
    made.set(key, result);
    return result;
  }

  #hold(value: Value, tensor: Tensor, last = false): void {
    this.#tensors.set(value, { tensor, last });
    if (!this.names.has(tensor)) this.names.set(tensor, value.name);
  }

  #held(value: Value): { readonly tensor: Tensor; readonly last: boolean } {
    const held = this.#tensors.get(value);
    if (held) return held;
    if (!(value.data instanceof Float32Array)) {
      throw new UserError(
        `"${value.name}" holds ${value.dtype}, where devices compute with float32`,
        "export from the float32 model",
      );
    }
    const tensor = { name: value.name, shape: value.shape as readonly number[], data: value.data };
    return { tensor, last: false };
  }

  #unique(name: string): string {
    const stem = name.replace(/:out$/, "");
    let unique = stem;
    for (let i = 1; this.#names.has(unique); i++) unique = `${stem}_${i}`;
    this.#names.add(unique);
    return unique;
  }
}
