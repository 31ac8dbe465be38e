/**
 * @file How flat a minimum is: the Hessian's largest eigenvalue and trace, and how far the loss rises close by. Products
 * with the Hessian are differences of gradients. Source: the measures of Pham et al. 2022, arXiv:2206.08491; settings ours.
 */
import { losses, oneHot, tensor, tensor1d, tidy, variableGrads } from "@tensorflow/tfjs";
import type { Network } from "#core/network";
import type { Random } from "#core/random";
import type { WindowSet } from "#core/signal";
import { applyNetwork } from "#record/inference";
import { flatten, weightsOf } from "./weights.ts";

/** A loss over a vector of weights. */
export interface Landscape {
  loss(weights: Float64Array): number;
  gradient(weights: Float64Array): Float64Array;
}

export interface FlatnessOptions {
  /** Power iterations towards the largest eigenvalue, and steps of ascent. */
  readonly iterations: number;
  /** Random directions that the trace is averaged over. */
  readonly probes: number;
  /** Radius of the ball that is searched for the largest loss, as a share of the weights' norm. */
  readonly radius: number;
  /** Distance of the gradients that are compared, as a share of the weights' norm. */
  readonly distance: number;
}

export const flatnessDefaults: FlatnessOptions = {
  iterations: 20,
  probes: 30,
  radius: 0.05,
  distance: 1e-3,
};

export interface Flatness {
  /** Of the Hessian, by absolute value. */
  readonly eigenvalue: number;
  readonly trace: number;
  /** The largest loss found in the ball, less the loss in its centre. */
  readonly sharpness: number;
}

/** All measures at the weights. */
export function flatness(
  landscape: Landscape,
  weights: Float64Array,
  random: Random,
  options: Partial<FlatnessOptions> = {},
): Flatness {
  const all = { ...flatnessDefaults, ...options };
  const length = norm(weights) || 1;
  const curve = (direction: Float64Array) =>
    hessianTimes(landscape, weights, direction, all.distance * length);
  return {
    eigenvalue: largestEigenvalue(curve, normals(random.fork("eigenvalue"), weights.length), all),
    trace: traceOf(curve, weights.length, random.fork("trace"), all),
    sharpness: largestRise(landscape, weights, all.radius * length, all),
  };
}

/** H v, from the gradients `distance` away on both sides. */
function hessianTimes(
  { gradient }: Landscape,
  weights: Float64Array,
  direction: Float64Array,
  distance: number,
): Float64Array {
  const step = distance / (norm(direction) || 1);
  const [ahead, behind] = [step, -step].map((t) => gradient(along(weights, direction, t)));
  return ahead!.map((x, i) => (x - behind![i]!) / (2 * step));
}

type Curve = (direction: Float64Array) => Float64Array;

function largestEigenvalue(
  curve: Curve,
  start: Float64Array,
  { iterations }: FlatnessOptions,
): number {
  let direction = unit(start);
  let found = 0;
  for (let i = 0; i < iterations; i++) {
    const next = curve(direction);
    found = dot(direction, next);
    direction = unit(next);
  }
  return found;
}

/** Hutchinson: the mean of vᵀ H v over vectors of ±1. */
function traceOf(curve: Curve, size: number, random: Random, { probes }: FlatnessOptions): number {
  let total = 0;
  for (let i = 0; i < probes; i++) {
    const signs = Float64Array.from(random.uniforms(size), (u) => (u < 0.5 ? -1 : 1));
    total += dot(signs, curve(signs));
  }
  return total / probes;
}

/** By ascent along the gradient's direction, a fifth of the radius at a time, never leaving the ball. */
function largestRise(
  { loss, gradient }: Landscape,
  weights: Float64Array,
  radius: number,
  { iterations }: FlatnessOptions,
): number {
  const start = loss(weights);
  let offset = new Float64Array(weights.length);
  let largest = start;
  for (let i = 0; i < iterations; i++) {
    const uphill = unit(gradient(along(weights, offset, 1)));
    const moved = along(offset, uphill, radius / 5);
    const shrink = Math.min(1, radius / (norm(moved) || 1));
    offset = moved.map((x) => x * shrink);
    largest = Math.max(largest, loss(along(weights, offset, 1)));
  }
  return largest - start;
}

/** The mean cross-entropy of a network on windows, in inference mode, over its trained weights. It moves the model's own. */
export function landscapeOf({ model, ...network }: Network, set: WindowSet): Landscape {
  const { parameters } = weightsOf([model]);
  const loss = () => {
    const windows = network.inputs.map(({ modality, length, channels }) =>
      tensor(set.signals[modality]!.data, [set.size, length, channels]),
    );
    const { logits } = applyNetwork({ ...network, model }, windows, false);
    const labels = oneHot(tensor1d(set.labels, "int32"), set.classes.length);
    return losses.softmaxCrossEntropy(labels, logits).asScalar();
  };
  const put = (weights: Float64Array) => parameters.assign(tensor1d(Float32Array.from(weights)));
  return {
    loss: (weights) =>
      tidy(() => {
        put(weights);
        return loss().dataSync()[0]!;
      }),
    gradient: (weights) => {
      const found = tidy(() => {
        put(weights);
        const { grads } = variableGrads(loss, parameters.variables);
        const inOrder = parameters.variables.map(({ name }) => grads[name]!);
        return flatten(inOrder).dataSync();
      });
      return Float64Array.from(found);
    },
  };
}

const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
const norm = (x: Float64Array) => Math.sqrt(dot(x, x));
const along = (from: Float64Array, direction: Float64Array, t: number) =>
  from.map((x, i) => x + t * direction[i]!);

/** Zeros stay. */
function unit(x: Float64Array): Float64Array {
  const length = norm(x) || 1;
  return x.map((value) => value / length);
}

function normals(random: Random, size: number): Float64Array {
  return Float64Array.from(random.normals(size));
}
