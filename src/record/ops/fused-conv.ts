/** @file Convolutions with bias and activation, as tf.js calls them where no gradient is taken. */
import * as tf from "@tensorflow/tfjs";
import type { Value } from "#graph/graph";
import { type Emitter, sizes } from "#record/emitter";
import { defineOp, type Op, type OpSample } from "#record/op";
import { conv2d } from "./conv.ts";
import type { ConvAttributes } from "./conv-geometry.ts";
import { depthwiseConv2d } from "./depthwise-conv.ts";
import { activate } from "./matmul.ts";

interface FusedAttributes extends ConvAttributes {
  readonly activation?: string;
  readonly leakyreluAlpha?: number;
}

function fused(kernel: string, plain: Op<ConvAttributes>, samples: readonly OpSample[]): Op {
  return defineOp<FusedAttributes>({
    kernel,
    onnx: (emit, { x, filter, bias, preluActivationWeights }, attributes) => {
      const y = plain.onnx(emit, { x: x!, filter: filter! }, attributes) as Value;
      const aligned = (value: Value | undefined) => value && perChannel(emit, value, attributes);
      const shifted = bias ? emit.binary("Add", y, aligned(bias)!) : y;
      const { activation, leakyreluAlpha } = attributes;
      return activate(emit, shifted, activation, aligned(preluActivationWeights), leakyreluAlpha);
    },
    samples,
  }) as Op;
}

/** One value per output channel, shaped for channels that come first. */
function perChannel(emit: Emitter, value: Value, { dataFormat }: ConvAttributes): Value {
  const [size = 1, ...rest] = sizes(value);
  const moved = dataFormat === "NCHW" && rest.length === 0 && size > 1;
  return moved ? emit.reshape(value, [size, 1, 1]) : value;
}

const activations = ["linear", "relu", "relu6", "elu", "sigmoid", "leakyrelu", "prelu"] as const;

type Activation = (typeof activations)[number];

/** Shapes of the bias and, for prelu, of the slopes. */
function vectors(activation: Activation, filters: number): number[][] {
  return activation === "prelu" ? [[filters], [filters]] : [[filters]];
}

/** What some activations need besides their name. */
function settings(activation: Activation, slopes: tf.Tensor | undefined) {
  if (activation === "leakyrelu") return { activation, leakyreluAlpha: 0.3 };
  return activation === "prelu" ? { activation, preluActivationWeights: slopes! } : { activation };
}

function convSample(activation: Activation, dataFormat: "NHWC" | "NCHW" = "NHWC"): OpSample {
  return {
    name: `bias, ${activation}, ${dataFormat}`,
    shapes: [
      dataFormat === "NHWC" ? [2, 4, 5, 2] : [2, 2, 4, 5],
      [3, 3, 2, 3],
      ...vectors(activation, 3),
    ],
    run: (x, filter, bias, slopes) =>
      tf.fused.conv2d({
        x: x as tf.Tensor4D,
        filter: filter as tf.Tensor4D,
        strides: 1,
        pad: "same",
        dataFormat,
        bias: bias!,
        ...settings(activation, slopes),
      }),
    differentiable: dataFormat === "NHWC",
  };
}

function depthwiseSample(activation: Activation): OpSample {
  return {
    name: `bias, ${activation}`,
    shapes: [[2, 4, 5, 2], [3, 3, 2, 2], ...vectors(activation, 4)],
    run: (x, filter, bias, slopes) =>
      tf.fused.depthwiseConv2d({
        x: x as tf.Tensor4D,
        filter: filter as tf.Tensor4D,
        strides: 1,
        pad: "same",
        bias: bias!,
        ...settings(activation, slopes),
      }),
  };
}

export const fusedConvolutions: readonly Op[] = [
  fused(tf.FusedConv2D, conv2d, [
    ...activations.map((activation) => convSample(activation)),
    convSample("prelu", "NCHW"),
  ]),
  fused(
    tf.FusedDepthwiseConv2D,
    depthwiseConv2d,
    activations.map((activation) => depthwiseSample(activation)),
  ),
];
