/** @file Samples of kernels that map two broadcast values. */
import type * as tf from "@tensorflow/tfjs";
import type { DrawSize, OpSample } from "#record/op";
import { anyShape, drawShape, type Settings, varied } from "./sample.ts";

/** Equal shapes, a vector beside a tensor, and axes of one element on either side. */
export function pairs(
  run: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor,
  settings: Settings = {},
): OpSample[] {
  const call: OpSample["run"] = (a, b) => run(a!, b!);
  const vector = (size: DrawSize) => {
    const shape = drawShape(size, 2, 4);
    return { shapes: [shape, shape.slice(-1)], run: call };
  };
  const crossed = (size: DrawSize) => {
    const shape = drawShape(size, 2, 4);
    const odd = (parity: number) => shape.map((n, i) => (i % 2 === parity ? n : 1));
    return { shapes: [odd(0), odd(1)], run: call };
  };
  return [
    anyShape("equal shapes", 2, call, settings),
    varied("a vector beside", vector, { batch: [0], ...settings }),
    varied("broadcast both ways", crossed, { batch: [0], ...settings }),
  ];
}
