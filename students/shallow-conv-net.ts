/** @file Shallow ConvNet: the log power of filtered, spatially weighted signals. */
import { model } from "@tensorflow/tfjs";
import { defineNetwork, type NetworkEntry } from "#core/network";
import { atRate, requireSteps } from "#record/layers/at-rate";
import { classifier } from "#record/layers/blocks";
import { apply, averagePool, dropout, flatten, norm } from "#record/layers/decoder-blocks";
import { FactoredConv1D } from "#record/layers/factored-conv1d";
import { requireCounts } from "#record/layers/require-counts";
import { SafeLog } from "#record/layers/safe-log";
import { seeds } from "#record/layers/seeds";
import { Square } from "#record/layers/square";
import { onlyWindow } from "#record/layers/windows";

export interface ShallowConvNetOptions {
  /** Temporal filters, and as many spatial ones over all of them. */
  readonly filters: number;
  /** Taps of the temporal filters, at `rate`. */
  readonly kernel: number;
  /** Steps whose power is averaged, at `rate`. */
  readonly pool: number;
  /** Steps from one average to the next, at `rate`. */
  readonly stride: number;
  /** Hz at which the lengths are meant; windows of another rate scale them. 0: never scaled. */
  readonly rate: number;
  /** A bias for each temporal filter. */
  readonly bias: boolean;
  readonly dropout: number;
}

/**
 * 22 electrodes × 562 steps at 125 Hz, 4 classes: 47 644 parameters. The authors' own at 250 Hz: kernel 25, pool 75,
 * stride 15, rate 250, bias, dropout 0.5. Taps [batch, time, filter] as SK-KD compares them: after batch-norm, squared.
 */
export const shallowConvNet: NetworkEntry<ShallowConvNetOptions> = defineNetwork({
  name: "shallow-conv-net",
  summary: "log band power by learnt filters, about 48 k parameters",
  source:
    "Schirrmeister et al. 2017, arXiv:1703.05051; lengths of Huang et al. 2022, arXiv:2212.03329",
  modalities: ["eeg"],
  options: {
    ...{ filters: 40, kernel: 13, pool: 35, stride: 7, rate: 125, bias: false, dropout: 0.25 },
  },
  widths: ["filters"],
  build({ inputs, classes, seed }, { filters, kernel, pool, stride, rate, bias, ...options }) {
    requireCounts("shallow-conv-net", { filters, kernel, pool, stride });
    const next = seeds(seed);
    const window = onlyWindow("shallow-conv-net", inputs);
    const steps = atRate(inputs[0]!, rate);
    requireSteps("shallow-conv-net", inputs[0]!, steps(kernel) + steps(pool) - 1);
    const filtering = new FactoredConv1D({
      ...{ name: "filters", temporalFilters: filters, kernelSize: steps(kernel), filters },
      ...{ useBias: bias, seed: next() },
    });
    const spatial = norm(apply(filtering, window), "spatial");
    const power = apply(new Square({ name: "power" }), spatial);
    const averaged = averagePool(power, "power", steps(pool), steps(stride));
    const logged = apply(new SafeLog({ name: "log" }), averaged);
    const features = flatten(dropout(logged, "dropout", options.dropout));
    const outputs = [classifier(features, classes, next()), spatial, power, features];
    return {
      model: model({ name: "shallow_conv_net", inputs: window, outputs }),
      taps: ["spatial", "power", "features"],
      inputs,
    };
  },
});
