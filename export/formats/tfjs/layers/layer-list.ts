/** @file Layers of a Keras model as TensorFlow.js reads them, and their weights. */
import type { Weight } from "#export/formats/tfjs/model-files";

export type LayerName = string;

interface ListedLayer {
  readonly name: LayerName;
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly inputs: readonly LayerName[];
  readonly weights: readonly Weight[];
}

/** Weights by their name within the layer. */
export type LayerWeights = Readonly<
  Record<string, { readonly shape: readonly number[]; readonly data: Float32Array }>
>;

export class LayerList {
  readonly #layers: Map<LayerName, ListedLayer> = new Map();

  add(
    className: string,
    wanted: string,
    inputs: readonly LayerName[],
    config: Readonly<Record<string, unknown>>,
    weights: LayerWeights = {},
  ): LayerName {
    const name = this.#unique(wanted);
    const own = Object.entries(weights).map(([key, { shape, data }]) => ({
      name: `${name}/${key}`,
      shape,
      data,
    }));
    const named = { name, trainable: true, ...config };
    const read = this.#eachOnce(name, inputs);
    const layer = { name, class_name: className, config: named, inputs: read, weights: own };
    this.#layers.set(name, layer);
    return name;
  }

  /** What is read again, as a copy: TensorFlow.js counts a layer once, and lets go of its input before others read it. */
  #eachOnce(name: LayerName, inputs: readonly LayerName[]): readonly LayerName[] {
    return inputs.map((input, i) => {
      if (inputs.indexOf(input) === i) return input;
      return this.add("Activation", `${name}_again`, [input], { activation: "linear" });
    });
  }

  /** Those that some output needs, in order. */
  needed(outputs: readonly LayerName[]): ListedLayer[] {
    const read = new Set(outputs);
    const backwards = [...this.#layers.values()].toReversed().filter(({ name, inputs }) => {
      if (!read.has(name)) return false;
      for (const input of inputs) read.add(input);
      return true;
    });
    return backwards.toReversed();
  }

  /** With letters that name scopes of TensorFlow.js take, and no further scope. */
  #unique(wanted: string): string {
    const stem = wanted.replaceAll(/[^A-Za-z0-9_.-]/g, "_").replace(/^[^A-Za-z0-9]/, "n$&");
    let name = stem;
    for (let i = 1; this.#layers.has(name); i++) name = `${stem}_${i}`;
    return name;
  }
}
