/** @file Optimizers on one flat vector, in plain tf.js so that they are recorded with the step. */
import {
  add,
  div,
  mul,
  pow,
  type Scalar,
  scalar,
  sqrt,
  square,
  sub,
  type Tensor,
} from "@tensorflow/tfjs";
import type { Entry } from "#core/registry";

export interface UpdateInput {
  readonly parameters: Tensor; // [parameter]
  readonly gradient: Tensor; // [parameter]
  /** One tensor `[parameter]` per slot. */
  readonly slots: readonly Tensor[];
  readonly learningRate: Scalar;
  /** 1 in the first step. */
  readonly step: Scalar;
}

export interface Update {
  /** What is subtracted from the parameters. */
  readonly change: Tensor;
  readonly slots: readonly Tensor[];
}

export interface Optimizer<Options extends object = object> extends Entry {
  readonly slots: readonly string[];
  readonly options: Options;
  /** Weight decay is subtracted from the parameters (`decoupled`) or added to the gradient (`l2`). */
  readonly decay: "decoupled" | "l2";
  update(input: UpdateInput, options: Options): Update;
}

export interface AdamOptions {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

function adamUpdate(input: UpdateInput, { beta1, beta2, epsilon }: AdamOptions): Update {
  const { gradient, slots, learningRate, step } = input;
  const m = add(mul(slots[0]!, beta1), mul(gradient, 1 - beta1));
  const v = add(mul(slots[1]!, beta2), mul(square(gradient), 1 - beta2));
  const rate = div(learningRate, sub(1, pow(scalar(beta1), step)));
  const spread = sqrt(sub(1, pow(scalar(beta2), step)));
  const change = div(mul(m, rate), add(div(sqrt(v), spread), epsilon));
  return { change, slots: [m, v] };
}

const adamOptions: AdamOptions = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

export const adam: Optimizer<AdamOptions> = {
  name: "adam",
  summary: "adaptive moments; weight decay as L2",
  source: "Kingma and Ba 2015, arXiv:1412.6980, algorithm 1",
  slots: ["m", "v"],
  options: adamOptions,
  decay: "l2",
  update: adamUpdate,
};

export const adamw: Optimizer<AdamOptions> = {
  name: "adamw",
  summary: "adaptive moments; decoupled weight decay",
  source: "Loshchilov and Hutter 2019, arXiv:1711.05101, algorithm 2",
  slots: ["m", "v"],
  options: adamOptions,
  decay: "decoupled",
  update: adamUpdate,
};

export interface SgdOptions {
  readonly momentum: number;
  readonly nesterov: boolean;
}

export const sgd: Optimizer<SgdOptions> = {
  name: "sgd",
  summary: "stochastic gradient descent with momentum",
  source: "Sutskever et al. 2013, ICML; momentum as in PyTorch: v ← μv + g, θ ← θ − ηv",
  slots: ["velocity"],
  options: { momentum: 0.9, nesterov: false },
  decay: "l2",
  update({ gradient, slots, learningRate }, { momentum, nesterov }) {
    const velocity = add(mul(slots[0]!, momentum), gradient);
    const direction = nesterov ? add(gradient, mul(velocity, momentum)) : velocity;
    return { change: mul(direction, learningRate), slots: [velocity] };
  },
};
