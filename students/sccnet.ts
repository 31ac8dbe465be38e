/** @file SCCNet: spatial components first, then what they do together over time. */
import { initializers, layers, model } from "@tensorflow/tfjs";
import { defineNetwork, type NetworkEntry } from "#core/network";
import { atRate, requireSteps } from "#record/layers/at-rate";
import { classifier } from "#record/layers/blocks";
import { apply, averagePool, dropout, flatten, norm } from "#record/layers/decoder-blocks";
import { requireCounts } from "#record/layers/require-counts";
import { SafeLog } from "#record/layers/safe-log";
import { seeds } from "#record/layers/seeds";
import { Square } from "#record/layers/square";
import { onlyWindow } from "#record/layers/windows";

export interface SccnetOptions {
  /** Spatial components. */
  readonly components: number;
  /** Filters over components and time. */
  readonly filters: number;
  /** Taps of the latter (0.1 s), at `rate`. */
  readonly kernel: number;
  /** Steps whose power is averaged (0.5 s), at `rate`. */
  readonly pool: number;
  /** Steps from one average to the next (0.1 s), at `rate`. */
  readonly stride: number;
  /** Hz at which the lengths are meant; windows of another rate scale them. 0: never scaled. */
  readonly rate: number;
  readonly dropout: number;
}

/**
 * 22 electrodes × 562 steps at 125 Hz, 4 classes: 9 254 parameters. Taps [batch, time, filter] as SK-KD compares them:
 * after the second convolution's batch-norm, and squared.
 */
export const sccnet: NetworkEntry<SccnetOptions> = defineNetwork({
  name: "sccnet",
  summary: "spatial components, then log power; about 9 k parameters",
  source:
    "Wei, Koike-Akino, Wang 2019, doi:10.1109/NER.2019.8716937; layers of Huang et al. 2022, arXiv:2212.03329",
  modalities: ["eeg"],
  options: {
    ...{ components: 22, filters: 20, kernel: 12, pool: 62, stride: 12, rate: 125, dropout: 0.5 },
  },
  widths: ["components", "filters"],
  build({ inputs, classes, seed }, { components, rate, ...options }) {
    const { filters, kernel, pool, stride } = options;
    requireCounts("sccnet", { components, filters, kernel, pool, stride });
    const next = seeds(seed);
    const window = onlyWindow("sccnet", inputs);
    const steps = atRate(inputs[0]!, rate);
    requireSteps("sccnet", inputs[0]!, steps(pool));
    const conv = (name: string, count: number, kernelSize: number) =>
      layers.conv1d({
        ...{ name, filters: count, kernelSize, padding: "same" },
        kernelInitializer: initializers.glorotUniform({ seed: next() }),
      });
    const spatial = norm(apply(conv("spatial", components, 1), window), "spatial");
    const temporal = norm(apply(conv("temporal", filters, steps(kernel)), spatial), "temporal");
    const power = apply(new Square({ name: "power" }), temporal);
    const kept = dropout(power, "dropout", options.dropout);
    const averaged = averagePool(kept, "power", steps(pool), steps(stride));
    const features = flatten(apply(new SafeLog({ name: "log" }), averaged));
    const outputs = [classifier(features, classes, next()), temporal, power, features];
    return {
      model: model({ name: "sccnet", inputs: window, outputs }),
      taps: ["temporal", "power", "features"],
      inputs,
    };
  },
});
