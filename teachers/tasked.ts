/** @file TASKED's network: each sensor position by itself, then positions among themselves, then time. */
import { initializers, layers, model, type SymbolicTensor } from "@tensorflow/tfjs";
import { UserError } from "#core/errors";
import { defineNetwork, type NetworkEntry } from "#core/network";
import { averageOverTime, classifier, normRelu } from "#record/layers/blocks";
import { apply } from "#record/layers/decoder-blocks";
import { encoderBlock, layerNorm } from "#record/layers/encoder-block";
import { GroupedConv1D } from "#record/layers/grouped-conv1d";
import { PositionalEncoding } from "#record/layers/positional-encoding";
import { requireCounts } from "#record/layers/require-counts";
import { seeds } from "#record/layers/seeds";
import { onlyWindow } from "#record/layers/windows";
import { requireHeads } from "./transformer.ts";

export interface TaskedOptions {
  /** Channels of one sensor position: 3 for an accelerometer, 6 with a gyroscope. They lie side by side. */
  readonly axes: number;
  /** Channels of a position after its convolutions. */
  readonly sensorWidth: number;
  /** Channels of a token in time, and of the embedding. */
  readonly width: number;
  readonly heads: number;
  /** Encoder blocks over time; one over positions comes before. */
  readonly blocks: number;
  /** Hidden units of a block's linear layers, in widths. */
  readonly expansion: number;
  readonly dropout: number;
}

/**
 * Two convolutions for each sensor position (stride 2 each), attention among positions at every step, attention over
 * time, mean, linear. `features` is the embedding on which TASKED's discriminator and maximum mean discrepancy work.
 */
export const tasked: NetworkEntry<TaskedOptions> = defineNetwork({
  name: "tasked",
  summary: "attention among sensor positions, then over time; about 250 k parameters",
  source: "Suh, Rey, Lukowicz 2023, arXiv:2209.09092, network (sizes: wristill)",
  modalities: "any",
  options: {
    ...{ axes: 3, sensorWidth: 32, width: 96, heads: 4, blocks: 3, expansion: 2, dropout: 0.1 },
  },
  build({ inputs, classes, seed }, options) {
    const { axes, sensorWidth, width, heads, blocks, expansion, dropout } = options;
    requireCounts("tasked", { axes, sensorWidth, width, heads, blocks, expansion });
    requireHeads("tasked", width, heads);
    requireHeads("tasked", sensorWidth, heads);
    const next = seeds(seed);
    const window = onlyWindow("tasked", inputs);
    const positions = positionsOf(window, axes);
    const block = (x: SymbolicTensor, name: string) => {
      const feedForward = expansion * x.shape.at(-1)!;
      return encoderBlock(x, { name, heads, feedForward, dropout, next });
    };
    const sensors = perSensor(window, { positions, sensorWidth }, next);
    const fused = overPositions(block(sensors, "spatial"), width, next());
    let x = apply(new PositionalEncoding({ name: "positions" }), fused);
    const outputs = [fused];
    for (let i = 1; i <= blocks; i++) {
      x = block(x, `temporal${i}`);
      outputs.push(x);
    }
    const features = averageOverTime(layerNorm(x, "last_norm"));
    const logits = classifier(features, classes, next());
    return {
      model: model({ name: "tasked", inputs: window, outputs: [logits, ...outputs, features] }),
      taps: ["fused", ...outputs.slice(1).map((_, i) => `temporal${i + 1}`), "features"],
      inputs,
    };
  },
});

function positionsOf({ shape }: SymbolicTensor, axes: number): number {
  const positions = shape[2]! / axes;
  if (Number.isInteger(positions)) return positions;
  throw new UserError(
    `tasked: expected channels in groups of ${axes}, got ${shape[2]}`,
    "set `axes` to the channels of one sensor position",
  );
}

/** Own filters for each position: [batch, time, channel] → [batch, time/4, position, sensorWidth]. */
function perSensor(
  window: SymbolicTensor,
  { positions, sensorWidth }: { readonly positions: number; readonly sensorWidth: number },
  next: () => number,
): SymbolicTensor {
  let x = window;
  for (const name of ["sensor1", "sensor2"]) {
    const config = { filters: positions * sensorWidth, groups: positions, kernelSize: 5 };
    const conv = new GroupedConv1D({ name, ...config, strides: 2, useBias: false, seed: next() });
    x = normRelu(apply(conv, x), name);
  }
  const targetShape = [x.shape[1]!, positions, sensorWidth];
  return apply(layers.reshape({ name: "sensors", targetShape }), x);
}

/** [batch, time, position, channel] → [batch, time, units] */
function overPositions(x: SymbolicTensor, units: number, seed: number): SymbolicTensor {
  const [, time, positions, channels] = x.shape as number[];
  const targetShape = [time!, positions! * channels!];
  const rows = apply(layers.reshape({ name: "rows", targetShape }), x);
  const kernelInitializer = initializers.glorotUniform({ seed });
  return apply(layers.dense({ name: "fused", units, kernelInitializer }), rows);
}
