/** @file Networks as they are after training, ready to export: batch-norm statistics are not the initial ones. */
import { type LayersModel, tensor } from "@tensorflow/tfjs";
import type { InputShape, Network, NetworkEntry } from "#core/network";
import { Random } from "#core/random";
import type { Normalization } from "#core/signal";
import { type ExportedModel, type ExportOptions, exportOnnx } from "#export/export-onnx";
import { cnn1dTiny } from "#students/cnn1d-tiny";

export const classes = ["walking", "jogging", "sitting", "standing"];
export const length = 64;

/** 3 acceleration channels, and a skeleton of 6 for networks that take two inputs. */
export const acceleration = { modality: "acc", length, channels: 3 };
export const skeleton = { modality: "skeleton", length: 32, channels: 6 };

export function builtNetwork<Options extends object>(
  entry: NetworkEntry<Options>,
  options: Partial<Options> = {},
  inputs: readonly InputShape[] = [acceleration],
): Network {
  const task = { inputs, classes: classes.length, seed: 7 };
  const network = entry.build(task, { ...entry.options, ...options });
  disturb(network.model);
  return network;
}

/** Weights that make every term of a batch-norm matter. */
function disturb({ weights }: LayersModel): void {
  const random = new Random(11);
  for (const weight of weights) {
    const shape = weight.shape as number[];
    if (shape.length !== 1) continue;
    const low = /gamma|variance/.test(weight.name) ? 0.5 : -0.4;
    const values = Float32Array.from({ length: shape[0]! }, () => random.between(low, low + 1));
    weight.write(tensor(values, shape));
  }
}

/** Mean and standard deviation that no channel shares. */
export function normalizationOf({ inputs }: Network): Normalization {
  const parts = inputs.map(({ modality, channels }) => {
    const mean = Float32Array.from({ length: channels }, (_, c) => 0.2 - 0.1 * c);
    return [modality, { mean, sd: mean.map((_, c) => 0.9 + 0.2 * c) }] as const;
  });
  return Object.fromEntries(parts);
}

export function exportedModel(
  network: Network = builtNetwork(cnn1dTiny),
  options: Partial<ExportOptions> = {},
): ExportedModel {
  const signals = network.inputs.map((input) => {
    const channels = Array.from({ length: input.channels }, (_, c) => `c${c}`);
    return [input.modality, { length: input.length, channels, sampleRate: 50, unit: "g" }] as const;
  });
  return exportOnnx(network, {
    normalization: normalizationOf(network),
    signals: Object.fromEntries(signals),
    classes,
    ...options,
  });
}

/** Slow waves with noise in physical units, by modality: `[windows, time, channel]`. */
export function waves(network: Pick<Network, "inputs">, windows: number, seed: number) {
  const random = new Random(seed);
  const feeds = network.inputs.map(({ modality, length: steps, channels }) => {
    const data = new Float32Array(windows * steps * channels);
    for (let row = 0; row < windows * channels; row++) {
      const [speed, size, offset] = [
        random.between(0.02, 0.4),
        random.between(0.2, 2),
        random.normal(),
      ];
      const [window, channel] = [Math.floor(row / channels), row % channels];
      for (let t = 0; t < steps; t++) {
        data[(window * steps + t) * channels + channel] =
          offset + size * Math.sin(speed * t) + 0.2 * random.normal();
      }
    }
    return [
      modality,
      {
        dtype: "float32" as const,
        shape: [windows, steps, channels] as [number, number, number],
        data,
      },
    ] as const;
  });
  return Object.fromEntries(feeds);
}
