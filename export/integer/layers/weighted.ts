/** @file Layers with weights, and products of activations. */

import { sizeOf } from "#core/signal";
import { fixedPoint } from "#export/integer/fixed-point";
import type { Grid } from "#export/integer/network";
import type { ConvStep } from "#export/integer/steps/conv";
import { quantizeBias, quantizeWeight } from "#export/quantize/params";
import { notInIntegers, type ToSteps } from "./layer.ts";

export const conv: ToSteps<"conv"> = (layer, grids) => {
  const input = grids.of(layer.input);
  const output = grids.define(layer.output);
  const [, height, width, channels] = layer.input.shape as [number, number, number, number];
  const [, rows, columns, outputs] = layer.output.shape as [number, number, number, number];
  const [, tapsY, tapsX] = layer.weight.shape as [number, number, number];
  return [
    {
      kind: "conv",
      name: layer.name,
      ...{ input, output, from: [height, width, channels], to: [rows, columns, outputs] },
      ...{ kernel: [tapsY, tapsX], strides: layer.strides, dilations: layer.dilations },
      ...{ before: [layer.padding.top, layer.padding.left], groups: layer.groups },
      ...weightsOf(layer.weight.data, layer.bias, input, output),
      limits: limitsOf(layer.relu, output),
    },
  ];
};

/** A convolution over rows. */
export const dense: ToSteps<"dense"> = (layer, grids) => {
  const input = grids.of(layer.input);
  const output = grids.define(layer.output);
  const [rows, inputs] = layer.input.shape as [number, number];
  const outputs = layer.bias.length;
  return [
    {
      kind: "conv",
      name: layer.name,
      ...{ input, output, from: [rows, 1, inputs], to: [rows, 1, outputs], kernel: [1, 1] },
      ...{ strides: [1, 1], dilations: [1, 1], before: [0, 0], groups: 1 },
      ...weightsOf(layer.weight.data, layer.bias, input, output),
      limits: limitsOf(layer.relu, output),
    },
  ];
};

/** Weights of `[output, …]`, biases, and the way from their sums to the output's grid. */
function weightsOf(
  weights: Float32Array,
  bias: Float32Array,
  input: Grid,
  output: Grid,
): Pick<ConvStep, "weights" | "weightScales" | "bias" | "multipliers" | "shifts"> {
  const rounded = roundRows(weights, bias, input.scale);
  const { data } = quantizeBias(bias, input.scale, rounded.scales);
  const fixed = [...rounded.scales].map((scale) =>
    fixedPoint((scale * input.scale) / output.scale),
  );
  return {
    weights: rounded.data,
    weightScales: rounded.scales,
    bias: data,
    multipliers: Int32Array.from(fixed, ({ multiplier }) => multiplier),
    shifts: Uint8Array.from(fixed, ({ shift }) => shift),
  };
}

/** One scale per row of `[output, …]`. */
export function roundRows(weights: Float32Array, bias: Float32Array, inputScale: number) {
  const channels = bias.length;
  const inner = weights.length / channels;
  const layout = { channels, channelOf: (i: number) => Math.floor(i / inner) };
  return quantizeWeight(weights, layout, bias, inputScale, 8);
}

function limitsOf(relu: boolean, { zeroPoint }: Grid): [number, number] {
  return [relu ? Math.max(-128, zeroPoint) : -128, 127];
}

export const product: ToSteps<"product"> = (layer, grids) => {
  const [matrices, others] = [layer.input, layer.other].map(({ shape }) => shape.slice(0, -2));
  if (String(matrices) !== String(others))
    notInIntegers(layer, `multiplies [${matrices}] matrices by [${others}]`);
  const [input, other] = [grids.of(layer.input), grids.of(layer.other)];
  const output = grids.define(layer.output);
  const [rows, inner] = layer.input.shape.slice(-2) as [number, number];
  const columns = layer.other.shape.at(-1)!;
  const fixed = fixedPoint((input.scale * other.scale) / output.scale);
  return [
    {
      kind: "product",
      name: layer.name,
      ...{ input, other, output, sizes: [sizeOf(matrices!), rows, inner, columns], fixed },
    },
  ];
};
