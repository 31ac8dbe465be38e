/** @file What gradients do about broadcasting. */
import * as tf from "@tensorflow/tfjs";

/** Sum what broadcasting repeated. */
export function unbroadcast(gradient: tf.Tensor, shape: number[]): tf.Tensor {
  const axes = tf.broadcast_util.getReductionAxes(shape, gradient.shape);
  return tf.reshape(axes.length > 0 ? tf.sum(gradient, axes) : gradient, shape);
}
