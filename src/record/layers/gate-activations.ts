/** @file Activations of recurrent cells that both onnxruntime and the closed-form gradient know, by tf.js's names. */
import {
  add,
  clipByValue,
  mul,
  relu,
  sigmoid,
  sign,
  square,
  sub,
  type Tensor,
  tanh,
} from "@tensorflow/tfjs";

export interface GateActivation {
  /** The name that ONNX's recurrent operations give it. */
  readonly onnx: string;
  apply(x: Tensor): Tensor;
  /** The derivative, from the result. */
  slope(y: Tensor): Tensor;
}

export const gateActivations: Readonly<Record<string, GateActivation>> = {
  hardSigmoid: {
    onnx: "HardSigmoid",
    apply: (x) => clipByValue(add(mul(x, 0.2), 0.5), 0, 1),
    slope: (y) => mul(sign(mul(y, sub(1, y))), 0.2), // flat at 0 and 1
  },
  relu: { onnx: "Relu", apply: relu, slope: sign },
  sigmoid: { onnx: "Sigmoid", apply: sigmoid, slope: (y) => mul(y, sub(1, y)) },
  tanh: { onnx: "Tanh", apply: tanh, slope: (y) => sub(1, square(y)) },
};
