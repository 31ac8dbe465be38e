/** @file Weights that change over a training. */
import { cast, div, less, minimum, type Scalar } from "@tensorflow/tfjs";

/** Rises from 0 at the start to 1 at that share of the training; 1 throughout for a share of 0. */
export function warmedUp(progress: Scalar, share: number): Scalar | number {
  return share > 0 ? minimum(div(progress, share), 1) : 1;
}

/** 1 before that share of the training, 0 from then on. */
export function before(progress: Scalar, share: number): Scalar {
  return cast(less(progress, share), "float32");
}
