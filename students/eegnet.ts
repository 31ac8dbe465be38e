/** @file EEGNet: temporal filters, a spatial filter for each, then a separable convolution. */
import {
  clone,
  constraints,
  initializers,
  type LayersModel,
  layers,
  model,
  type SymbolicTensor,
  tidy,
} from "@tensorflow/tfjs";
import { defineNetwork, type NetworkEntry } from "#core/network";
import { atRate, requireSteps } from "#record/layers/at-rate";
import { apply, averagePool, dropout, flatten, norm, normElu } from "#record/layers/decoder-blocks";
import { requireCounts } from "#record/layers/require-counts";
import { seeds } from "#record/layers/seeds";
import { SeparableConv1D } from "#record/layers/separable-conv1d";
import { onlyWindow } from "#record/layers/windows";

export interface EegnetOptions {
  /** Temporal filters, F1. */
  readonly filters: number;
  /** Spatial filters for each of them, D. */
  readonly depth: number;
  /** Outputs of the separable convolution, F2. */
  readonly pointwise: number;
  /** Taps of the temporal filters, at `rate`. */
  readonly kernel: number;
  /** Taps of the separable convolution, at `rate`. */
  readonly separable: number;
  /** Steps that the two poolings average, at `rate`. */
  readonly pools: readonly [number, number];
  /** Hz at which the lengths are meant; windows of another rate scale them. 0: never scaled. */
  readonly rate: number;
  /** After each pooling: 0.5 within a subject, 0.25 across. */
  readonly dropout: number;
  /** Largest norm of a spatial filter, and of a class's weights; 0: any. */
  readonly spatialNorm: number;
  readonly denseNorm: number;
}

/**
 * EEGNet-8,2: 22 electrodes × 562 steps at 125 Hz, 4 classes: 2 548 parameters. Taps [batch, time, filter] as SK-KD
 * compares them: after the spatial and after the separable convolution, activated.
 */
export const eegnet: NetworkEntry<EegnetOptions> = defineNetwork({
  name: "eegnet",
  summary: "compact EEG decoder, about 2.5 k parameters",
  source:
    "Lawhern et al. 2018, arXiv:1611.08024, table 2; lengths of Huang et al. 2022, arXiv:2212.03329",
  modalities: ["eeg"],
  options: {
    ...{ filters: 8, depth: 2, pointwise: 16, kernel: 64, separable: 16, pools: [4, 8] },
    ...{ rate: 125, dropout: 0.5, spatialNorm: 1, denseNorm: 0.25 },
  },
  widths: ["filters", "pointwise"],
  build({ inputs, classes, seed }, options) {
    const { filters, depth, pointwise, kernel, separable, pools, rate, denseNorm } = options;
    requireCounts("eegnet", { filters, depth, pointwise, kernel, separable });
    requireCounts("eegnet", { pools }, 2);
    const next = seeds(seed);
    const window = onlyWindow("eegnet", inputs);
    const steps = atRate(inputs[0]!, rate);
    const [first, second] = pools.map(steps) as [number, number];
    requireSteps("eegnet", inputs[0]!, first * second);
    const spatial = spatialFilters(window, { ...options, kernel: steps(kernel) }, next);
    const pooled = averagePool(spatial, "spatial", first);
    const separated = new SeparableConv1D({
      ...{ name: "separable", filters: pointwise, kernelSize: steps(separable) },
      ...{ useBias: false, seed: next() },
    });
    const x = apply(separated, dropout(pooled, "spatial_dropout", options.dropout));
    const separate = normElu(x, "separable");
    const averaged = averagePool(separate, "separable", second);
    const features = flatten(dropout(averaged, "separable_dropout", options.dropout));
    const dense = layers.dense({
      ...{ name: "logits", units: classes, ...maxNorm("kernel", denseNorm, 0) },
      kernelInitializer: initializers.glorotUniform({ seed: next() }),
    });
    const outputs = [apply(dense, features), spatial, separate, features];
    return {
      model: constrained(model({ name: "eegnet", inputs: window, outputs })),
      taps: ["spatial", "separable", "features"],
      inputs,
    };
  },
});

/** Temporal filters on every electrode, then `depth` filters over all electrodes for each: [batch, time, filters · depth]. */
function spatialFilters(
  window: SymbolicTensor,
  { filters, depth, kernel, spatialNorm }: EegnetOptions,
  next: () => number,
): SymbolicTensor {
  const [, length, electrodes] = window.shape as number[];
  const glorot = () => initializers.glorotUniform({ seed: next() });
  const image = layers.reshape({ name: "image", targetShape: [length!, electrodes!, 1] });
  const temporal = layers.conv2d({
    ...{ name: "temporal", filters, kernelSize: [kernel, 1], kernelInitializer: glorot() },
    ...{ padding: "same", useBias: false },
  });
  const spatial = layers.depthwiseConv2d({
    ...{ name: "spatial", kernelSize: [1, electrodes!], depthMultiplier: depth, useBias: false },
    ...{ depthwiseInitializer: glorot(), ...maxNorm("depthwise", spatialNorm, 1) },
  });
  const x = apply(spatial, norm(apply(temporal, apply(image, window)), "temporal"));
  const rows = layers.reshape({ name: "signals", targetShape: [length!, filters * depth] });
  return normElu(apply(rows, x), "spatial");
}

/** The constraint of a layer's weights, under its key; none where the norm is 0. */
function maxNorm(weights: "kernel" | "depthwise", maxValue: number, axis: number): object {
  return maxValue > 0 ? { [`${weights}Constraint`]: constraints.maxNorm({ maxValue, axis }) } : {};
}

/** tf.js holds weights to their constraints after each step; here the initial ones too. */
function constrained(network: LayersModel): LayersModel {
  tidy(() => {
    for (const weight of network.trainableWeights) weight.write(clone(weight.read()));
  });
  return network;
}
