/** @file The features of one stream, as data. A stream is a channel, or the norm of the three axes of a sensor. */
import { type Lag, lags, parts, type StreamSummary, turnLag } from "./stream-summary.ts";

export interface StreamFeature {
  readonly name: string;
  /** x[t] for t = 0 … T − 1; m is the mean, s the standard deviation, D(k) the mean of (x[t] − x[t − k])². */
  readonly formula: string;
  /** Of a channel in g: "channel" is g, "ln channel" the logarithm of g, "1" has none. */
  readonly unit: "channel" | "ln channel" | "1";
  /** Samples that a window needs for it. */
  readonly least: number;
  of(summary: StreamSummary): number;
}

/** Added before logarithms are taken, in the channel's unit: stillness is not −∞. */
export const floorOfLog = 1e-3;

/** Added to variances that divide, in the channel's unit squared. */
export const floorOfVariance = 1e-6;

const moment = (
  name: string,
  formula: string,
  of: StreamFeature["of"],
  unit: StreamFeature["unit"] = "channel",
): StreamFeature => ({ name, formula, unit, least: 2, of });

const logarithm = (x: number) => Math.log(floorOfLog + x);

/** 1 − D(k)/2s² is the autocorrelation at lag k, but for the ends of the window; octaves of k, so bands of frequency. */
const autocorrelation = (lag: Lag): StreamFeature => ({
  name: `autocorrelation-${lag}`,
  formula: `1 − D(${lag}) / 2(s² + 10⁻⁶)`,
  unit: "1",
  least: lag + 1,
  of: (summary) => 1 - summary.change(lag) / (2 * (summary.variance + floorOfVariance)),
});

const partMean = (i: number): StreamFeature => ({
  name: `mean-${i + 1}`,
  formula: `mean of part ${i + 1} of ${parts}`,
  unit: "channel",
  least: parts,
  of: (summary) => summary.partMean(i),
});

/**
 * Fifteen a stream, each computed in one pass with constant memory. What others follow from is left out: the root mean
 * square from mean and sd, the range from min and max, jerk from the change of a step.
 */
export const streamFeatures: readonly StreamFeature[] = [
  moment("mean", "Σ x[t] / T", ({ mean }) => mean),
  moment("sd", "√(Σ (x[t] − m)² / T)", ({ variance }) => Math.sqrt(variance)),
  moment("min", "min x[t]", ({ minimum }) => minimum),
  moment("max", "max x[t]", ({ maximum }) => maximum),
  moment("log-sd", "ln(10⁻³ + s)", (it) => logarithm(Math.sqrt(it.variance)), "ln channel"),
  moment(
    "log-change",
    "ln(10⁻³ + √D(1))",
    (it) => logarithm(Math.sqrt(it.change(1))),
    "ln channel",
  ),
  ...lags.filter((lag) => lag > 1).map(autocorrelation),
  {
    name: "turns",
    formula: "share of t with [x[t] > x[t − 4]] ≠ [x[t − 1] > x[t − 5]]",
    unit: "1",
    least: turnLag + 2,
    of: ({ turns }) => turns,
  },
  ...Array.from({ length: parts }, (_, i) => partMean(i)),
];

/** Those that windows of so many samples have. */
export function featuresFor(length: number): readonly StreamFeature[] {
  return streamFeatures.filter(({ least }) => least <= length);
}
