/** @file A layer that is described by a plain object, which saving writes and loading hands back. */
import { layers, type Shape, type serialization, type Tensor } from "@tensorflow/tfjs";

export interface LayerConfig {
  readonly name?: string;
  readonly trainable?: boolean;
}

export abstract class ConfiguredLayer<Config extends LayerConfig> extends layers.Layer {
  protected readonly config: Config;

  constructor(config: Config) {
    super(config);
    this.config = config;
  }

  override getConfig(): serialization.ConfigDict {
    return { ...this.config, ...super.getConfig() };
  }
}

/** The tensor of a layer that takes one. */
export function onlyTensor(inputs: Tensor | Tensor[]): Tensor {
  return Array.isArray(inputs) ? inputs[0]! : inputs;
}

/** The shape of a layer that takes one tensor, its sizes known but for the batch. */
export function onlyShape(shape: Shape | Shape[]): number[] {
  return (Array.isArray(shape[0]) ? shape[0] : shape) as number[];
}
