/** @file A tensor that gradients do not pass. */
import { clone, customGrad, scalar, type Tensor } from "@tensorflow/tfjs";

/** The same values, as a constant to every gradient. Nothing is computed backwards through it. */
export function stopGradient<T extends Tensor>(x: T): T {
  const cut = customGrad((unused) => ({ value: clone(x), gradFunc: () => unused as Tensor }));
  return cut(scalar(0)) as T; // tf.js follows declared inputs only, and x is none
}
