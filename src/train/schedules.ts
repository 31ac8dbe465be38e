/** @file Learning rate by progress. */
import type { Entry } from "#core/registry";

export interface Schedule<Options extends object = object> extends Entry {
  readonly options: Options;
  /** Factor on the base rate; progress runs from 0 to 1 over the training. */
  factor(progress: number, options: Options): number;
}

export const constant: Schedule = {
  name: "constant",
  summary: "the base rate throughout",
  source: "wristill",
  options: {},
  factor: () => 1,
};

export interface CosineOptions {
  /** Factor at the end. */
  readonly floor: number;
  /** Share of the training with linear warm-up. */
  readonly warmup: number;
}

export const cosine: Schedule<CosineOptions> = {
  name: "cosine",
  summary: "half a cosine from the base rate to a floor",
  source: "Loshchilov and Hutter 2017, arXiv:1608.03983, eq. 5",
  options: { floor: 0.01, warmup: 0 },
  factor(progress, { floor, warmup }) {
    if (progress < warmup) return progress / warmup;
    const done = (progress - warmup) / (1 - warmup);
    return floor + (1 - floor) * 0.5 * (1 + Math.cos(Math.PI * done));
  },
};

export interface StepOptions {
  /** Progress at which the rate drops. */
  readonly at: readonly number[];
  /** Factor of each drop. */
  readonly gamma: number;
}

export const step: Schedule<StepOptions> = {
  name: "step",
  summary: "a drop by a factor at given points",
  source: "He et al. 2016, arXiv:1512.03385, §4.2",
  options: { at: [0.5, 0.75], gamma: 0.1 },
  factor: (progress, { at, gamma }) => gamma ** at.filter((point) => progress >= point).length,
};
