/** @file Standardisation per channel, fitted on training windows only; it later travels inside the exported model. */
import { UserError } from "#core/errors";
import { quantileSorted } from "#core/quantiles";
import type {
  ChannelNormalization,
  Modality,
  Normalization,
  WindowedSignal,
  WindowSet,
} from "#core/signal";

/**
 * `z-score`: mean and standard deviation; `robust`: median and interquartile range ÷ 1.349, which is the standard
 * deviation of normal values and which outliers do not move; `none`: 0 and 1.
 */
export type NormalizationKind = "z-score" | "robust" | "none";

export interface NormalizationOptions {
  /** By modality; default `z-score`. */
  readonly kinds?: Readonly<Record<Modality, NormalizationKind>>;
  /**
   * Modalities whose channels share one standard deviation (rates, named `…/s`, another): coordinates of a skeleton,
   * where a joint that hardly moves must stay small instead of turning into noise.
   */
  readonly common?: readonly Modality[];
}

/**
 * Centre and spread of every channel over all windows and steps; the spread of a constant channel counts as 1. Throws a
 * {@link UserError} where there are no windows.
 */
export function fitNormalization(
  training: WindowSet,
  { common = [], kinds = {} }: NormalizationOptions = {},
): Normalization {
  if (training.size === 0) throw new UserError("no training windows to fit the normalization on");
  return Object.fromEntries(
    Object.entries(training.signals).map(([modality, signal]) => {
      const fitted = fit[kinds[modality] ?? "z-score"](signal);
      const { mean, sd } = common.includes(modality) ? share(fitted, signal.channels) : fitted;
      return [modality, { mean, sd: sd.map((x) => x || 1) }];
    }),
  );
}

const fit: Readonly<Record<NormalizationKind, (signal: WindowedSignal) => ChannelNormalization>> = {
  "z-score": fitMoments,
  robust: fitQuartiles,
  none: leave,
};

/** Every sd replaced by the root mean square of its kind. */
function share({ mean, sd }: ChannelNormalization, channels: readonly string[]) {
  const isRate = channels.map((name) => name.endsWith("/s"));
  const spreadOf = (kind: boolean) => {
    const own = sd.filter((_, c) => isRate[c] === kind);
    return Math.sqrt(own.reduce((total, x) => total + x * x, 0) / own.length);
  };
  const [plain, rate] = [spreadOf(false), spreadOf(true)];
  return { mean, sd: sd.map((_, c) => (isRate[c] ? rate : plain)) };
}

/** (x − mean) / sd, as a new set. Throws a {@link UserError} for a modality or channels that were not fitted. */
export function normalizeWindows(set: WindowSet, normalization: Normalization): WindowSet {
  return changeWindows(set, normalization, (x, mean, sd) => (x - mean) / sd);
}

/** sd · z + mean: the same in physical units again, within rounding. */
export function denormalizeWindows(set: WindowSet, normalization: Normalization): WindowSet {
  return changeWindows(set, normalization, (z, mean, sd) => sd * z + mean);
}

type ChangeValue = (value: number, mean: number, sd: number) => number;

function changeWindows(
  set: WindowSet,
  normalization: Normalization,
  change: ChangeValue,
): WindowSet {
  const signals = Object.entries(set.signals).map(([modality, signal]) => {
    const fitted = normalization[modality];
    if (fitted?.mean.length !== signal.channels.length)
      throw new UserError(
        `${modality} has ${signal.channels.length} channels, its normalization ${fitted?.mean.length ?? 0}`,
        "fit the normalization on windows made with the same options",
      );
    return [modality, { ...signal, data: changed(signal.data, fitted, change) }] as const;
  });
  return { ...set, signals: Object.fromEntries(signals) };
}

function fitMoments({ data, channels }: WindowedSignal): ChannelNormalization {
  const width = channels.length;
  const count = data.length / width;
  const sums = new Float64Array(width);
  for (let i = 0; i < data.length; i++) sums[i % width]! += data[i]!;
  const mean = sums.map((sum) => sum / count);
  const squares = new Float64Array(width);
  for (let i = 0; i < data.length; i++) squares[i % width]! += (data[i]! - mean[i % width]!) ** 2;
  const sd = squares.map((sum, c) => {
    const value = Math.sqrt(sum / count);
    return value > 1e-6 * Math.max(1, Math.abs(mean[c]!)) ? value : 0; // a constant channel
  });
  return { mean: Float32Array.from(mean), sd: Float32Array.from(sd) };
}

function fitQuartiles({ data, channels }: WindowedSignal): ChannelNormalization {
  const width = channels.length;
  const columns = channels.map((_, c) => {
    const column = new Float32Array(data.length / width);
    for (let i = 0; i < column.length; i++) column[i] = data[i * width + c]!;
    return column.sort();
  });
  const at = (share: number) => columns.map((column) => quantileSorted(column, share));
  const [low, middle, high] = [at(0.25), at(0.5), at(0.75)];
  const normalRange = 1.3489795; // between the quartiles of a standard normal
  return {
    mean: Float32Array.from(middle),
    sd: Float32Array.from(high, (x, c) => (x - low[c]!) / normalRange),
  };
}

function leave({ channels }: WindowedSignal): ChannelNormalization {
  const { length } = channels;
  return { mean: new Float32Array(length), sd: new Float32Array(length).fill(1) };
}

function changed(
  data: Float32Array,
  { mean, sd }: ChannelNormalization,
  change: ChangeValue,
): Float32Array {
  const width = mean.length;
  const all = new Float32Array(data.length);
  for (let i = 0; i < data.length; i++) all[i] = change(data[i]!, mean[i % width]!, sd[i % width]!);
  return all;
}
